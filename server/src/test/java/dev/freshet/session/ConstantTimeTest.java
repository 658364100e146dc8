package dev.freshet.session;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.freshet.model.Secret;
import java.security.MessageDigest;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What a guess is compared with must not be learnt from how long the comparison takes. */
class ConstantTimeTest {
  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.freshet.model", "dev.freshet.session");

  @Test
  void secretsAndSignaturesAreComparedInConstantTime() {
    classes()
        .that()
        .areAssignableTo(Secret.class)
        .or()
        .areAssignableTo(SignedUrl.class)
        .or()
        .haveSimpleName("TokenKey")
        .should()
        .callMethod(MessageDigest.class, "isEqual", byte[].class, byte[].class)
        .because("a comparison that stops at the first difference tells where it is")
        .check(PRODUCT);
  }

  @Test
  void noBytesAreComparedInAnyOtherWayWhereRightsAreDecided() {
    noClasses()
        .that()
        .resideInAPackage("dev.freshet.session..")
        .or()
        .areAssignableTo(Secret.class)
        .should()
        .callMethod(Arrays.class, "equals", byte[].class, byte[].class)
        .orShould()
        .callMethod(Arrays.class, "compare", byte[].class, byte[].class)
        .because("a comparison that stops at the first difference tells where it is")
        .check(PRODUCT);
  }
}
