package io.sidecast.spring.autoconfigure;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.sidecast.http.Tls;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;

/** The certificate of an SSL bundle, which may be reloaded. Thread-safe. */
final class ReloadingTls {

  private static final Logger log = LoggerFactory.getLogger(ReloadingTls.class);

  private ReloadingTls() {}

  /** Returns the certificate of a bundle; new connections use the newest. */
  static Tls of(SslBundles bundles, String name) {
    var current = new AtomicReference<>(contextOf(bundles.getBundle(name)));
    bundles.addBundleUpdateHandler(
        name,
        bundle -> {
          current.set(contextOf(bundle));
          log.info("the SSL bundle '{}' was reloaded: new connections use it", name);
        });
    return Tls.of(current::get);
  }

  private static SslContext contextOf(SslBundle bundle) {
    SslOptions options = bundle.getOptions();
    var builder =
        SslContextBuilder.forServer(bundle.getManagers().getKeyManagerFactory())
            .trustManager(bundle.getManagers().getTrustManagerFactory());
    if (options.getEnabledProtocols() != null) {
      builder.protocols(options.getEnabledProtocols());
    }
    if (options.getCiphers() != null) {
      builder.ciphers(Arrays.asList(options.getCiphers()));
    }
    try {
      return builder.build();
    } catch (SSLException e) {
      throw new IllegalStateException("the SSL bundle of the Socket.IO server is not usable", e);
    }
  }
}
