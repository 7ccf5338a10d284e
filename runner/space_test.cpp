// Volumes that are filled up for a case, on the model and on systems that set no space aside.
#include <gtest/gtest.h>

#include "runner/engine/perform.h"
#include "runner/engine/target.h"
#include "runner/engine/target_space.h"
#include "runner/model_scene_fixture.h"
#include "runner/scenario/catalogue.h"

namespace wfx {
namespace {

constexpr std::uint64_t kMebi = 1 << 20;

Case Filling(const std::string& leaves) {
  std::vector<ReadError> errors;
  const Scenario scenario = ReadScenario(R"({ "title": "A volume is full", "requirements": ["a.b"],
    "given": [ { "file": "data", "size": 0 },
               { "handle": "writer", "opens": "data", "access": ["GENERIC_WRITE"], "flags": [] },
               { "space": "left", "leaves": ")" +
                                             leaves + R"(" } ],
    "when": [ { "write": "w", "handle": "writer", "length": "1 MiB", "api": "WriteFile" } ],
    "then": [ { "call": "w", "returns": false } ] })",
                                         "a/b", "a/b.json", errors);
  for (const ReadError& error : errors) ADD_FAILURE() << error.message;
  return scenario.cases.at(0);
}

class SpaceTest : public testing::Test {
 protected:
  explicit SpaceTest(const std::string& personality = "ntfs", std::uint64_t capacity = 16 * kMebi)
      : model_(With(personality, capacity)), target_(ProbeTarget(api_, "model", "C:\\", {})) {}

  static ModelOptions With(const std::string& personality, std::uint64_t capacity) {
    ModelOptions options;
    options.personality = *FindPersonality(personality);
    options.personality.capacity = capacity;
    return options;
  }
  Observation Perform(const Win32Api& api, const Case& subject) {
    Performer performer(api, TraitsOfModel());
    return performer.Perform(subject, target_, {});
  }
  std::uint64_t Free() const { return FreeSpaceAt(api_, "C:\\").value(); }

  Model model_;
  const Win32Api api_ = model_.api();
  TargetFacts target_;
};

TEST_F(SpaceTest, IsDescribed) {
  EXPECT_EQ(target_.bindings.cluster, 4096u);
  EXPECT_EQ(target_.bindings.free_space, 16 * kMebi);
  EXPECT_EQ(target_.bindings.maximum_file_size, (std::uint64_t{1} << 44) - 65536);
  EXPECT_EQ(target_.capabilities.at("fillable_volume"), "");
  EXPECT_EQ(target_.capabilities.at("room_for_4_gib"), "16777216 bytes are free");
  EXPECT_EQ(target_.capabilities.at("largest_file"), "");
}

TEST_F(SpaceTest, IsTakenAndGivenBack) {
  const Observation seen = Perform(api_, Filling("64 KiB"));
  EXPECT_FALSE(seen.setup_failure) << seen.setup_failure->what;
  ASSERT_EQ(seen.writes.size(), 1u);
  EXPECT_FALSE(seen.writes[0].returned);
  EXPECT_EQ(seen.writes[0].last_error, static_cast<DWORD>(ERROR_DISK_FULL));
  EXPECT_EQ(Free(), 16 * kMebi);
}

TEST_F(SpaceTest, IsLeftForWhatFits) {
  const Observation seen = Perform(api_, Filling("1 MiB"));
  ASSERT_EQ(seen.writes.size(), 1u);
  EXPECT_TRUE(seen.writes[0].returned);
  EXPECT_EQ(Free(), 16 * kMebi);
}

// Makes files longer without setting space aside, as file systems do that keep holes.
BOOL WINAPI PretendToSetEnd(HANDLE) { return TRUE; }

TEST_F(SpaceTest, IsWrittenWhereNoneIsSetAside) {
  Win32Api api = api_;
  api.SetEndOfFile = &PretendToSetEnd;
  const Observation seen = Perform(api, Filling("100,000"));
  EXPECT_FALSE(seen.setup_failure) << seen.setup_failure->what;
  ASSERT_EQ(seen.writes.size(), 1u);
  EXPECT_EQ(seen.writes[0].last_error, static_cast<DWORD>(ERROR_DISK_FULL));
  EXPECT_EQ(Free(), 16 * kMebi);
}

class FatSpaceTest : public SpaceTest {
 protected:
  FatSpaceTest() : SpaceTest("fat32", 10'000 * kMebi) {}
};

TEST_F(FatSpaceTest, IsTakenBySeveralFiles) {
  EXPECT_EQ(target_.bindings.maximum_file_size, 0xFFFFFFFFu);
  // A little is taken by what the probe leaves behind.
  EXPECT_TRUE(target_.capabilities.at("fillable_volume")
                  .ends_with(" MiB of the volume are free; at most 1024 are filled"))
      << target_.capabilities.at("fillable_volume");
  const Observation seen = Perform(api_, Filling("64 KiB"));
  EXPECT_FALSE(seen.setup_failure) << seen.setup_failure->what;
  ASSERT_EQ(seen.writes.size(), 1u);
  EXPECT_EQ(seen.writes[0].last_error, static_cast<DWORD>(ERROR_DISK_FULL));
  EXPECT_EQ(Free(), 10'000 * kMebi);
}

class ShareSpaceTest : public SpaceTest {
 protected:
  ShareSpaceTest() : SpaceTest("smb3") {}
};

TEST_F(ShareSpaceTest, IsItsServers) {
  EXPECT_TRUE(target_.remote);
  EXPECT_EQ(target_.bindings.maximum_file_size, 0u);
  EXPECT_EQ(target_.capabilities.at("largest_file"),
            "nothing is known of the largest file of a share");
}

}  // namespace
}  // namespace wfx
