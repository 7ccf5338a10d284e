#include "runner/scenario/declaration.h"

#include <gtest/gtest.h>

namespace wfx {
namespace {

// Everything that is wrong, a line each.
std::string Wrong(const std::string& text) {
  std::vector<ReadError> errors;
  ReadDeclaration(text, "vendor.json", errors);
  std::string lines;
  for (const ReadError& error : errors) {
    EXPECT_EQ(error.file, "vendor.json");
    lines += std::to_string(error.line) + ": " + error.message + "\n";
  }
  return lines;
}

TEST(Declaration, TakesEverythingThatCanBeClaimed) {
  std::vector<ReadError> errors;
  const Declaration read = ReadDeclaration(R"({ "claims": [
    { "target": "share", "capabilities": ["byte_range_locks"],
      "file_system": "NTFS", "sector": "4 KiB" },
    { "sector": 512 } ] })",
                                           "vendor.json", errors);
  EXPECT_TRUE(errors.empty());
  ASSERT_EQ(read.claims.size(), 2u);
  EXPECT_EQ(read.claims[0].target, "share");
  ASSERT_EQ(read.claims[0].capabilities->size(), 1u);
  EXPECT_EQ(read.claims[0].capabilities->front().name, "byte_range_locks");
  EXPECT_EQ(read.claims[0].capabilities->front().line, 2);
  EXPECT_EQ(read.claims[0].file_system, "NTFS");
  EXPECT_EQ(read.claims[0].sector, 4096u);
  EXPECT_EQ(read.claims[1].target, "");
  EXPECT_FALSE(read.claims[1].capabilities.has_value());
}

TEST(Declaration, SaysWhatIsWrongWhereAndWhatIsRight) {
  EXPECT_EQ(Wrong("[]"),
            "1: a declaration is an object {\"claims\": [{\"target\": ..., \"capabilities\": "
            "[...], \"file_system\": ..., \"sector\": ...}]}, found a list\n");
  EXPECT_EQ(Wrong("{\n \"claims\": [ { \"capabilities\": [\n \"named_pipe\"] } ] }"),
            "3: \"capabilities\" in claims: there is no capability \"named_pipe\"; did you mean "
            "\"named_pipes\"?\n");
  EXPECT_EQ(Wrong("{ \"claims\": [ { \"capabilities\": [\"oplocks\",\n \"oplocks\"] } ] }"),
            "2: \"capabilities\" in claims: \"oplocks\" is claimed twice; once is enough\n");
  EXPECT_EQ(Wrong("{ \"claims\": [ { \"capabilities\": [7] } ] }"),
            "1: \"capabilities\" in claims: expected the name of a capability, found the number "
            "7\n");
  EXPECT_EQ(Wrong("{ \"claims\": [ { \"sector\": \"600\" } ] }"),
            "1: \"sector\" in claims: a sector has 512 bytes or 1, 2, 4 ... 64 KiB, such as \"4 "
            "KiB\"\n");
  EXPECT_EQ(Wrong("{ \"claims\": [] }"),
            "1: \"claims\" in a declaration: the list is empty; a declaration claims at least one "
            "thing\n");
  EXPECT_NE(Wrong("{ \"claims\": [ { \"target\": \"a\" } ] }"), "");
  EXPECT_NE(Wrong("{ \"claim\": [] }").find("did you mean \"claims\"?"), std::string::npos);
  EXPECT_NE(Wrong("{ \"claims\": [ 5 ] }").find("found the number 5"), std::string::npos);
  EXPECT_NE(Wrong("{ \"claims\": ").find("1: "), std::string::npos);
}

}  // namespace
}  // namespace wfx
