package io.sidecast.admin;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import io.sidecast.json.JsonValue;
import io.sidecast.socket.AsyncMiddleware;
import io.sidecast.socket.ConnectRefusedException;
import io.sidecast.socket.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Admits admins with the password, or with the token of a session. The password is checked on
 * threads of its own, because each check takes a tenth of a second of a processor. Thread-safe.
 */
final class LoginCheck implements AsyncMiddleware {

  /** The text on which the page opens its dialog again. */
  static final String INVALID = "invalid credentials";

  static final String TOO_MANY = "too many failed logins: try again in a minute";

  private static final Logger log = LoggerFactory.getLogger(LoginCheck.class);
  private static final int MAX_LENGTH = 1_000;

  private final AdminSettings.Login login;
  private final SessionTokens sessions;
  private final FailedLogins failed = new FailedLogins(System::nanoTime);
  private final Executor threads;

  LoginCheck(AdminSettings.Login login, SessionTokens sessions, Executor threads) {
    this.login = login;
    this.sessions = sessions;
    this.threads = threads;
  }

  /** Returns whether an admitted socket has sent the password, and needs the token of a session. */
  static boolean isPasswordLogin(Socket socket) {
    return socket.handshake().auth().get("password").string().isPresent();
  }

  @Override
  public CompletionStage<?> check(Socket socket) {
    JsonValue auth = socket.handshake().auth();
    if (!isPasswordLogin(socket)) {
      if (sessions.isValid(text(auth, "sessionId"))) {
        return CompletableFuture.completedStage(null);
      }
      throw new ConnectRefusedException(INVALID);
    }
    String address = socket.handshake().address().getHostString();
    if (!failed.begin(address)) {
      throw new ConnectRefusedException(TOO_MANY);
    }
    try {
      return CompletableFuture.runAsync(() -> checkPassword(auth, address), threads);
    } catch (RejectedExecutionException busy) {
      throw new ConnectRefusedException(TOO_MANY);
    }
  }

  /** Checks the password even if the username is wrong, so that the time does not reveal it. */
  private void checkPassword(JsonValue auth, String address) {
    boolean isUser = MessageDigest.isEqual(bytes(text(auth, "username")), bytes(login.username()));
    boolean isPassword = isPassword(bytes(text(auth, "password")));
    if (!isUser || !isPassword) {
      log.warn("an admin login from {} failed", address);
      throw new ConnectRefusedException(INVALID);
    }
    failed.succeeded(address);
  }

  /** Ignores bytes of a password after the 72nd, like other implementations of bcrypt. */
  private boolean isPassword(byte[] password) {
    BCrypt.Version version = BCrypt.Version.VERSION_2B;
    try {
      return BCrypt.verifyer(version, LongPasswordStrategies.truncate(version))
          .verify(password, bytes(login.passwordHash()))
          .verified;
    } catch (IllegalArgumentException e) {
      return false; // empty, or with the character 0
    }
  }

  private static String text(JsonValue auth, String name) {
    return auth.get(name).string().filter(text -> text.length() <= MAX_LENGTH).orElse("");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
