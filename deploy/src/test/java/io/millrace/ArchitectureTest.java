package io.millrace;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which module and which package may use which. */
class ArchitectureTest {
  private static final List<String> CHUNK_FORMAT =
      List.of("bytes", "chunk", "entry", "filter", "labels", "pack", "push", "search", "snappy");
  private static final List<String> SERVICE = List.of("service", "template", "units");
  private static final List<String> INGESTER = List.of("ingester", "store");
  private static final List<String> QUERIER = List.of("logql", "querier");

  private static JavaClasses all;

  @BeforeAll
  static void importClasses() {
    all =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.millrace");
  }

  private static DescribedPredicate<JavaClass> in(List<String> rooms) {
    return DescribedPredicate.describe(
        "in " + rooms,
        type ->
            rooms.stream().anyMatch(room -> isIn(type.getPackageName(), "io.millrace." + room)));
  }

  private static boolean isIn(String packageName, String room) {
    return packageName.equals(room) || packageName.startsWith(room + ".");
  }

  @Test
  void chunkFormatUsesNothingElseOfMillraceAndDoesNoInputOrOutputOfFiles() {
    noClasses()
        .that(in(CHUNK_FORMAT))
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "other modules, files, sockets, threads or logging",
                type ->
                    (isIn(type.getPackageName(), "io.millrace") && !in(CHUNK_FORMAT).test(type))
                        || isIn(type.getPackageName(), "java.nio.file")
                        || isIn(type.getPackageName(), "java.net")
                        || isIn(type.getPackageName(), "org.slf4j")
                        || type.getName().equals("java.lang.Thread")))
        .check(all);
  }

  @Test
  void serviceUsesOnlyTheChunkFormatOfMillrace() {
    noClasses()
        .that(in(SERVICE))
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "other modules",
                type ->
                    isIn(type.getPackageName(), "io.millrace")
                        && !in(SERVICE).test(type)
                        && !in(CHUNK_FORMAT).test(type)))
        .check(all);
  }

  @Test
  void agentKnowsNeitherIngesterNorQuerier() {
    noClasses()
        .that(in(List.of("agent")))
        .should()
        .dependOnClassesThat(in(List.of("ingester", "store", "logql", "querier", "server", "cli")))
        .allowEmptyShould(true)
        .check(all);
  }

  @Test
  void ingesterDoesNotKnowTheQuerier() {
    noClasses()
        .that(in(INGESTER))
        .should()
        .dependOnClassesThat(in(List.of("logql", "querier", "agent", "server", "cli")))
        .check(all);
  }

  @Test
  void theStoreDoesNotKnowTheIngester() {
    noClasses()
        .that(in(List.of("store")))
        .should()
        .dependOnClassesThat(in(List.of("ingester")))
        .check(all);
  }

  @Test
  void querierReadsThroughTheStoresContractAlone() {
    noClasses()
        .that(in(QUERIER))
        .should()
        .dependOnClassesThat(in(List.of("agent", "ingester", "server", "cli")))
        .allowEmptyShould(true)
        .check(all);
  }

  @Test
  void noPackagesFormACycle() {
    slices().matching("io.millrace.(**)").should().beFreeOfCycles().check(all);
  }

  @Test
  void onlyTheCommandLinePrints() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.millrace.cli..", "io.millrace.bench..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(all);
  }

  @Test
  void usersRegularExpressionsRunInLinearTime() {
    noClasses()
        .that(in(List.of("logql", "template")))
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.regex.Pattern")
        .allowEmptyShould(true)
        .check(all);
  }

  @Test
  void everyClassIsInAPackageThatSaysWhatItIsFor() {
    classes()
        .should(
            new ArchCondition<>("have a package-info") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                boolean described = type.getPackage().tryGetPackageInfo().isPresent();
                events.add(
                    new SimpleConditionEvent(
                        type, described, type.getPackageName() + " has no package-info"));
              }
            })
        .check(all);
  }
}
