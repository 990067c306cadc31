package io.sidecast.admin;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.sidecast.junit.SidecastExtension;
import io.sidecast.junit.TestClients;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Logins with the hashes of other programs, which begin with $2a$, $2b$ or $2y$. */
@ParameterizedClass
@MethodSource("versions")
class PasswordHashTest {

  private final BCrypt.Version version;

  @RegisterExtension
  final SidecastExtension sidecast =
      SidecastExtension.server(server -> {})
          .settings(
              builder -> {
                hashed().instrument(builder);
                return builder;
              });

  PasswordHashTest(BCrypt.Version version) {
    this.version = version;
  }

  static List<BCrypt.Version> versions() {
    return List.of(BCrypt.Version.VERSION_2A, BCrypt.Version.VERSION_2B, BCrypt.Version.VERSION_2Y);
  }

  private AdminUi.Builder hashed() {
    return Logins.builder().passwordHash(Logins.hash(version));
  }

  @Test
  void thePasswordIsAccepted(TestClients clients) {
    Logins.admin(clients).connect().expect("session");
  }
}
