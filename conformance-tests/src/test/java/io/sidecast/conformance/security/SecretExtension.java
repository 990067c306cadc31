package io.sidecast.conformance.security;

import io.sidecast.conformance.RequiresLogin;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Checks that no log line of a case with a login contains the password. Confined to the test
 * thread.
 */
public final class SecretExtension implements BeforeEachCallback, AfterEachCallback {

  private static final ExtensionContext.Namespace HERE =
      ExtensionContext.Namespace.create(SecretExtension.class);

  @Override
  public void beforeEach(ExtensionContext context) {
    if (AnnotationSupport.isAnnotated(context.getRequiredTestMethod(), RequiresLogin.class)) {
      context.getStore(HERE).put(SecretWatch.class, new SecretWatch());
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    SecretWatch watch = context.getStore(HERE).remove(SecretWatch.class, SecretWatch.class);
    if (watch != null) {
      watch.close();
      watch.assertNoSecret();
    }
  }
}
