package io.sidecast.spring.autoconfigure;

import io.sidecast.spring.handler.ArgumentValidator;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Validator;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The validation of the arguments of handler methods. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(Validator.class)
class ValidationConfiguration {

  @Bean
  @ConditionalOnBean(Validator.class)
  @ConditionalOnMissingBean
  ArgumentValidator sidecastArgumentValidator(Validator validator) {
    return new Constraints(validator);
  }

  private record Constraints(Validator validator) implements ArgumentValidator {
    @Override
    public void validate(Object bean, Method method, @Nullable Object[] arguments) {
      var violations = validator.forExecutables().validateParameters(bean, method, arguments);
      if (!violations.isEmpty()) {
        throw new ConstraintViolationException(violations);
      }
    }
  }
}
