#include "runner/session_declared.h"

#include <gtest/gtest.h>

namespace wfx {
namespace {

using Outcome = Declared::Outcome;

Declaration Read(const std::string& text) {
  std::vector<ReadError> errors;
  Declaration declaration = ReadDeclaration(text, "vendor.json", errors);
  for (const ReadError& error : errors) ADD_FAILURE() << error.line << ": " << error.message;
  return declaration;
}

TargetFacts Target(const std::string& name) {
  TargetFacts target;
  target.name = name;
  target.file_system = "NTFS";
  target.bindings.sector = 4096;
  target.capabilities = {{"named_pipes", ""}, {"oplocks", "no oplocks here"}, {"mailslots", ""}};
  return target;
}

TEST(Declared, ClaimThatIsNotFoundFailsAndSaysWhatIsThere) {
  const auto all = HoldAgainst(Read(R"({ "claims": [
    { "file_system": "ReFS",
      "sector": "512",
      "capabilities": ["named_pipes",
                       "oplocks", "unbuffered_io"] } ] })"),
                               {Target("default")});
  ASSERT_EQ(all.size(), 6u);
  EXPECT_EQ(all[0], (Declared{"default", "file_system ReFS", Outcome::kFailed,
                              "the system says \"NTFS\"", "vendor.json", 2}));
  EXPECT_EQ(all[1], (Declared{"default", "sector 512", Outcome::kFailed,
                              "its sectors have 4096 bytes", "vendor.json", 3}));
  EXPECT_EQ(all[2],
            (Declared{"default", "capability named_pipes", Outcome::kHeld, "", "vendor.json", 4}));
  EXPECT_EQ(all[3], (Declared{"default", "capability oplocks", Outcome::kFailed, "no oplocks here",
                              "vendor.json", 5}));
  EXPECT_EQ(all[4].found, "it was not probed");
  EXPECT_EQ(all[5], (Declared{"default", "capability mailslots", Outcome::kUnclaimed, "", "", 0}));
}

TEST(Declared, ClaimsOfOneTargetAreHeldAgainstThatOne) {
  const auto all =
      HoldAgainst(Read(R"({ "claims": [ { "target": "share", "capabilities": ["mailslots"] } ] })"),
                  {Target("default"), Target("share")});
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].target, "share");
  EXPECT_EQ(all[0].outcome, Outcome::kHeld);
  EXPECT_EQ(all[1].claim, "capability named_pipes");
}

TEST(Declared, NothingIsToldOfCapabilitiesNobodySpeaksOf) {
  const auto all =
      HoldAgainst(Read(R"({ "claims": [ { "sector": "4 KiB" } ] })"), {Target("default")});
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].outcome, Outcome::kHeld);
}

}  // namespace
}  // namespace wfx
