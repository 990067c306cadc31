package io.sidecast.broker.nats;

import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A trust manager that also verifies host names. jnats verifies the certificate of a server but not
 * that the certificate is for the server's host name. Thread-safe.
 */
final class NatsTls extends X509ExtendedTrustManager {

  /** The trust anchors of the JVM; null trusts every server. */
  private final @Nullable X509ExtendedTrustManager anchors;

  private final boolean hostNames;

  private NatsTls(@Nullable X509ExtendedTrustManager anchors, boolean hostNames) {
    this.anchors = anchors;
    this.hostNames = hostNames;
  }

  /**
   * Creates a TLS context.
   *
   * @param verify {@code full} to verify the certificate and the host name, {@code ca} to verify
   *     the certificate only, {@code none} to verify nothing
   */
  static SSLContext context(String verify) {
    try {
      NatsTls trust =
          switch (verify) {
            case "full" -> new NatsTls(anchors(), true);
            case "ca" -> new NatsTls(anchors(), false);
            default -> new NatsTls(null, false);
          };
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {trust}, null);
      return context;
    } catch (GeneralSecurityException unusable) {
      String advice = "the JVM's trust store cannot be used: check javax.net.ssl.trustStore";
      throw new BrokerException(Kind.BAD_CONFIG, advice, unusable);
    }
  }

  private static X509ExtendedTrustManager anchors() throws GeneralSecurityException {
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    if (anchors != null) {
      if (hostNames && socket instanceof SSLSocket tls) {
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        tls.setSSLParameters(parameters);
      }
      anchors.checkServerTrusted(chain, type, socket);
    }
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return anchors == null ? new X509Certificate[0] : anchors.getAcceptedIssuers();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw onlySockets();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw onlySockets();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw onlySockets();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw onlySockets();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw onlySockets();
  }

  private static CertificateException onlySockets() {
    return new CertificateException("this trust manager supports only client-side sockets");
  }
}
