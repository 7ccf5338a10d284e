#include <gtest/gtest.h>

#include <string>

#include "runner/scenario/catalogue.h"

namespace wfx {
namespace {

constexpr char kSound[] = R"({
  "applies_to": {"system": "wine", "version": "8", "target": "default"},
  "groups": [
    {"cause": "Wine does not look at byte-range locks", "link": "https://bugs.winehq.org/",
     "deviations": [
      {"scenario": "locked_range/fails", "case": ["offset=a", "offset=b"], "expectation": "write w fails",
       "observed": "completes with 2 bytes", "kind": "defect", "owner": "us", "expires": "2030-02-28"},
      {"scenario": "null_write/succeeds", "target": "smb", "expectation": "e", "observed": "o",
       "kind": "by_design", "owner": "us", "expires": "2028-02-29"}
     ]}
  ]
})";

Catalogue SomeCatalogue() {
  Catalogue catalogue;
  Scenario locked;
  locked.id = "locked_range/fails";
  for (const char* id : {"offset=a", "offset=b"}) {
    Case each;
    each.case_id = id;
    locked.cases.push_back(each);
  }
  Scenario null;
  null.id = "null_write/succeeds";
  null.cases.resize(1);
  catalogue.scenarios = {locked, null};
  return catalogue;
}

std::string DeviationErrors(const std::string& text) {
  std::vector<ReadError> errors;
  const Catalogue catalogue = SomeCatalogue();
  ReadDeviations(text, "f", &catalogue, errors);
  std::string lines;
  for (const ReadError& error : errors)
    lines += std::to_string(error.line) + ": " + error.message + "\n";
  return lines;
}

// kSound with one text replaced.
std::string With(const std::string& before, const std::string& after) {
  std::string text = kSound;
  const std::size_t at = text.find(before);
  EXPECT_NE(at, std::string::npos) << before;
  return text.replace(at, before.size(), after);
}

TEST(ReadDeviations, ReadsEveryEntry) {
  std::vector<ReadError> errors;
  const Catalogue catalogue = SomeCatalogue();
  const DeviationFile file = ReadDeviations(kSound, "wine_8.json", &catalogue, errors);
  EXPECT_TRUE(errors.empty());
  EXPECT_EQ(file.system, "wine");
  EXPECT_EQ(file.version, "8");
  EXPECT_EQ(file.target, "default");
  ASSERT_EQ(file.deviations.size(), 2u);
  const Deviation& first = file.deviations[0];
  EXPECT_EQ(first.scenario, "locked_range/fails");
  EXPECT_EQ(first.cases, (std::vector<std::string>{"offset=a", "offset=b"}));
  EXPECT_EQ(first.target, "default");
  EXPECT_EQ(first.expectation, "write w fails");
  EXPECT_EQ(first.observed, "completes with 2 bytes");
  EXPECT_EQ(first.kind, "defect");
  EXPECT_EQ(first.owner, "us");
  EXPECT_EQ(first.expires, "2030-02-28");
  EXPECT_EQ(first.cause, "Wine does not look at byte-range locks");
  EXPECT_EQ(first.link, "https://bugs.winehq.org/");
  EXPECT_EQ(first.file, "wine_8.json");
  EXPECT_EQ(first.line, 6);
  EXPECT_EQ(file.deviations[1].target, "smb");
  EXPECT_TRUE(file.deviations[1].cases.empty());
}

TEST(ReadDeviations, AGroupAndAnEntryNameTheTargetsWhereTheyDoNotHappen) {
  std::string text = With("\"https://bugs.winehq.org/\"", "\"l\", \"except\": \"fat_*\"");
  const std::string before = "\"target\": \"smb\"";
  text.replace(text.find(before), before.size(), before + ", \"except\": [\"smb_a\", \"smb_b\"]");
  std::vector<ReadError> errors;
  const DeviationFile file = ReadDeviations(text, "f", nullptr, errors);
  EXPECT_TRUE(errors.empty());
  ASSERT_EQ(file.deviations.size(), 2u);
  EXPECT_EQ(file.deviations[0].except, (std::vector<std::string>{"fat_*"}));
  EXPECT_EQ(file.deviations[1].except, (std::vector<std::string>{"fat_*", "smb_a", "smb_b"}));
  EXPECT_EQ(DeviationErrors(With("\"target\": \"smb\"", "\"except\": 8")),
            "8: \"except\" in deviation: expected the name of a target such as \"ntfs_4k\" or "
            "\"ntfs_*\", found the number 8\n");
}

TEST(ReadDeviations, NeedsNoCatalogue) {
  std::vector<ReadError> errors;
  EXPECT_EQ(ReadDeviations(With("null_write/succeeds", "private/thing"), "f", nullptr, errors)
                .deviations.size(),
            2u);
  EXPECT_TRUE(errors.empty());
}

TEST(ReadDeviations, SaysWhatIsWrong) {
  EXPECT_EQ(DeviationErrors(With("null_write/succeeds", "null_write/suceeds")),
            "8: \"scenario\" in deviation: there is no scenario \"null_write/suceeds\"; did you "
            "mean \"null_write/succeeds\"?\n");
  EXPECT_EQ(DeviationErrors(With("\"offset=b\"", "\"offset=bb\"")),
            "6: \"case\" in deviation: locked_range/fails has no case \"offset=bb\"; did you mean "
            "\"offset=b\"?\n");
  EXPECT_EQ(DeviationErrors(With("\"target\": \"smb\"", "\"case\": \"a=b\"")),
            "8: \"case\" in deviation: null_write/succeeds has no matrix; leave \"case\" out\n");
  EXPECT_EQ(
      DeviationErrors(With("2030-02-28", "2030-02-29")),
      "7: \"expires\" in deviation: expected a day as \"YYYY-MM-DD\", found \"2030-02-29\"\n");
  EXPECT_EQ(DeviationErrors(With("2030-02-28", "2030-2-28")),
            "7: \"expires\" in deviation: expected a day as \"YYYY-MM-DD\", found \"2030-2-28\"\n");
  EXPECT_EQ(DeviationErrors(With("\"by_design\"", "\"by design\"")),
            "9: \"kind\" in deviation: expected defect, by_design or unstable, found the text \"by "
            "design\"; did you mean "
            "\"by_design\"?\n");
  EXPECT_EQ(
      DeviationErrors(With("\"observed\": \"o\",", "")),
      "8: deviation needs \"observed\": the wrong value that was seen, as the report words it\n");
  EXPECT_EQ(DeviationErrors(With("\"system\"", "\"sytem\"")),
            "2: unknown key \"sytem\" in applies_to; did you mean \"system\"?\n");
  EXPECT_EQ(DeviationErrors(With("\"link\"", "\"url\"")),
            "4: unknown key \"url\" in group; the other keys are link and except\n"
            "4: group needs \"link\": a report, or the reason in a sentence\n");
  EXPECT_EQ(DeviationErrors("[]"),
            "1: a file of deviations is an object {\"applies_to\": ..., \"groups\": [...]}, found "
            "a list\n");
  EXPECT_EQ(DeviationErrors("{\"applies_to\": 8,\n\"groups\": [{\"cause\": \"c\", \"link\": \"l\", "
                            "\"deviations\": []}, 5]}"),
            "1: \"applies_to\": expected an object {\"system\": ..., \"version\": ...}, found the "
            "number 8\n"
            "2: \"deviations\" in group: the group is empty; remove it\n"
            "2: \"groups\" in a file of deviations: expected an object {\"cause\": ..., \"link\": "
            "..., \"deviations\": [...]}, "
            "found the number 5\n");
}

}  // namespace
}  // namespace wfx
