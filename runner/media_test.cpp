// What scenarios see of volumes and disks, on the model and on systems that lie about them.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "runner/engine/judge.h"
#include "runner/engine/perform.h"
#include "runner/engine/target.h"
#include "runner/engine/target_volume.h"
#include "runner/model_scene_fixture.h"
#include "runner/win32/driver_request.h"
#include "runner/win32/handle.h"
#include "runner/win32/text.h"

namespace wfx {
namespace {

using Origin = ContentRun::Origin;

constexpr std::uint64_t kInside = 4 << 20;

class MediaTest : public testing::Test {
 protected:
  explicit MediaTest(const std::string& personality = "ntfs") : model_(On(personality)) {
    target_ = ProbeTarget(api_, "model", "C:\\", {});
    SacrificeVolumes(api_, {std::string(Model::kSacrificialVolume), std::string(Model::kRawVolume)},
                     target_);
  }
  static ModelOptions On(const std::string& personality) {
    ModelOptions options;
    options.personality = *FindPersonality(personality);
    return options;
  }
  Observation Perform(const Win32Api& api, const Case& subject) {
    Performer performer(api, TraitsOfModel());
    return performer.Perform(subject, target_, {});
  }
  std::vector<std::uint8_t> Sectors(std::string_view path, std::uint64_t offset) {
    std::vector<std::uint8_t> bytes(std::size_t{4} * 512);
    const Handle handle(api_, api_.CreateFileW(Wide(path).c_str(), GENERIC_READ, kShareAll, nullptr,
                                               OPEN_EXISTING, 0, nullptr));
    OVERLAPPED where{};
    where.Offset = static_cast<DWORD>(offset);
    DWORD got = 0;
    EXPECT_TRUE(
        api_.ReadFile(handle.get(), bytes.data(), static_cast<DWORD>(bytes.size()), &got, &where));
    return bytes;
  }

  Model model_;
  const Win32Api api_ = model_.api();
  TargetFacts target_;
};

TEST_F(MediaTest, ProbesWhatMayBeDestroyed) {
  for (const char* name :
       {"sacrificial_volume", "sectors_behind_file_system", "sacrificial_disk", "raw_volume"}) {
    EXPECT_EQ(target_.capabilities.at(name), "");
  }
  EXPECT_EQ(target_.sacrificial_volume, "\\\\.\\V:");
  EXPECT_EQ(target_.sacrificial_disk, "\\\\.\\PhysicalDrive1");
  EXPECT_EQ(target_.raw_volume, "\\\\.\\W:");
  EXPECT_EQ(target_.bindings.volume_size, std::uint64_t{62} << 20);
  EXPECT_EQ(target_.bindings.file_system_size, (std::uint64_t{62} << 20) - 512);
  EXPECT_EQ(target_.bindings.volume_start, std::uint64_t{1} << 20);
}

int harmful;  // calls that a host would not survive
Win32Api below;

TEST_F(MediaTest, WhatHarmsAHostIsANeed) {
  const auto needs = [](const std::string& id, const char* name) {
    const Case subject = CatalogueCase(id);
    return std::ranges::count(subject.needs, name) != 0;
  };
  EXPECT_TRUE(needs("volume/dismounted_volume_is_writable", "volume_dismount"));
  EXPECT_FALSE(needs("volume/dismounted_volume_is_writable", "volume_append"));
  EXPECT_TRUE(needs("volume/append_to_fat_writes_nothing", "volume_append"));
  EXPECT_FALSE(needs("volume/boot_sector_is_writable", "volume_append"));
  EXPECT_FALSE(needs("append/writes_at_end", "volume_append"));
}

// Whatever a scenario is made to say, the engine has no way to do it.
TEST_F(MediaTest, WhatHarmsAHostIsNeverDoneThere) {
  below = api_;
  harmful = 0;
  Win32Api api = api_;
  api.DeviceIoControl = [](HANDLE handle, DWORD code, LPVOID in, DWORD in_size, LPVOID out,
                           DWORD out_size, LPDWORD bytes, LPOVERLAPPED overlapped) -> BOOL {
    if (code == FSCTL_DISMOUNT_VOLUME) ++harmful;
    return below.DeviceIoControl(handle, code, in, in_size, out, out_size, bytes, overlapped);
  };
  api.WriteFileEx = [](HANDLE file, LPCVOID bytes, DWORD length, LPOVERLAPPED overlapped,
                       LPOVERLAPPED_COMPLETION_ROUTINE routine) -> BOOL {
    if (overlapped->Offset == 0xFFFFFFFF && overlapped->OffsetHigh == 0xFFFFFFFF) ++harmful;
    return below.WriteFileEx(file, bytes, length, overlapped, routine);
  };
  for (const char* id :
       {"volume/dismounted_volume_is_writable", "volume/append_to_fat_writes_nothing"}) {
    EXPECT_EQ(Perform(api, CatalogueCase(id)).harness_error, "") << id;
  }
  EXPECT_EQ(harmful, 2) << "the model lets it be done";
  harmful = 0;
  SacrificeVolumes(api_,
                   {std::string(Model::kSacrificialVolume), std::string(Model::kRawVolume), true},
                   target_);
  EXPECT_EQ(target_.capabilities["sacrificial_volume"], "");
  EXPECT_EQ(Perform(api, CatalogueCase("volume/dismounted_volume_is_writable")).harness_error,
            "step 1 control control 1: never done where there is no volume_dismount: Wine would "
            "unmount what the host has "
            "mounted there");
  EXPECT_EQ(Perform(api, CatalogueCase("volume/append_to_fat_writes_nothing")).harness_error,
            "step 2 write w: never done where there is no volume_append: Wine takes the end of a "
            "block device for "
            "its beginning");
  EXPECT_EQ(harmful, 0);
}

// Behind a driver that keeps its volume from harm Wine does nothing to the host.
TEST_F(MediaTest, ADriverThatKeepsItFromHarmIsAskedForEverything) {
  below = api_;
  Win32Api api = api_;
  api.DeviceIoControl = [](HANDLE handle, DWORD code, LPVOID in, DWORD in_size, LPVOID out,
                           DWORD out_size, LPDWORD bytes, LPOVERLAPPED overlapped) -> BOOL {
    if (code != kAskDriver)
      return below.DeviceIoControl(handle, code, in, in_size, out, out_size, bytes, overlapped);
    *bytes = std::min<DWORD>(out_size, sizeof kDriverWord);
    std::memcpy(out, kDriverWord, *bytes);
    return TRUE;
  };
  const VolumesGiven given{std::string(Model::kSacrificialVolume), "", true};
  SacrificeVolumes(api, given, target_);
  for (const char* name : {"sacrificial_volume", "volume_dismount", "volume_append"})
    EXPECT_EQ(target_.capabilities[name], "");
  target_.bindings.sector = 4096;
  SacrificeVolumes(api, given, target_);
  EXPECT_EQ(target_.capabilities["sacrificial_volume"],
            "its sectors have 512 bytes, those of the target's folder 4096");
}

TEST_F(MediaTest, SaysWhyAVolumeIsNone) {
  TargetFacts target = ProbeTarget(api_, "model", "C:\\", {});
  EXPECT_EQ(target.capabilities["raw_volume"], "no sacrificial volume was given");
  SacrificeVolumes(api_, {"\\\\.\\C:", "", false}, target);
  EXPECT_EQ(target.capabilities["sacrificial_volume"],
            "FSCTL_LOCK_VOLUME of \\\\.\\C: failed with ERROR_ACCESS_DENIED (5)");
  EXPECT_EQ(target.sacrificial_volume, "");
  EXPECT_EQ(target.bindings.volume_size, 0u);
  SacrificeVolumes(api_, {"\\\\.\\V:", "\\\\.\\V:", false}, target);
  EXPECT_EQ(target.capabilities["sacrificial_volume"], "");
  EXPECT_EQ(target.capabilities["raw_volume"], "there is a file system on \\\\.\\V:: NTFS");
}

// A loop device under Wine: where the last sector that can be read is found, the handle is left at
// the end.
TEST_F(MediaTest, ReadsTheFirstSectorWhereverTheHandleWasLeft) {
  below = api_;
  Win32Api api = api_;
  api.DeviceIoControl = [](HANDLE handle, DWORD code, LPVOID in, DWORD in_size, LPVOID out,
                           DWORD out_size, LPDWORD bytes, LPOVERLAPPED overlapped) -> BOOL {
    if (code == IOCTL_DISK_GET_LENGTH_INFO) return FALSE;
    return below.DeviceIoControl(handle, code, in, in_size, out, out_size, bytes, overlapped);
  };
  api.GetFileSizeEx = [](HANDLE, PLARGE_INTEGER size) -> BOOL {
    size->QuadPart = 0;
    return TRUE;
  };
  TargetFacts target = ProbeTarget(api, "model", "C:\\", {});
  SacrificeVolumes(api, {"\\\\.\\V:", "", true}, target);
  EXPECT_EQ(target.capabilities["sacrificial_volume"], "");
}

TEST_F(MediaTest, LooksAroundTheWriteAndPutsItBack) {
  const auto before = Sectors(Model::kSacrificialVolume, kInside);
  const Case subject = CatalogueCase("volume/dismounted_volume_is_writable");
  const Observation seen = Perform(api_, subject);
  ASSERT_EQ(seen.files.size(), 1u);
  EXPECT_EQ(seen.files[0].name, "volume");
  const std::vector<ContentRun> expected{
      {0, kInside - (64 << 10), Origin::kUnread, "", 0},
      {kInside - (64 << 10), 64 << 10, Origin::kFill, "", 0},
      {kInside, 1024, Origin::kWrite, "w", 0},
      {kInside + 1024, 64 << 10, Origin::kFill, "", 0},
      {kInside + 1024 + (64 << 10), (58 << 20) - 1024 - (64 << 10), Origin::kUnread, "", 0}};
  EXPECT_EQ(seen.files[0].contents, expected);
  EXPECT_TRUE(FindingsOf(subject, target_.bindings, seen).empty());
  EXPECT_EQ(Sectors(Model::kSacrificialVolume, kInside), before);
}

TEST_F(MediaTest, PutsADiskBackUnderTheLockOfItsVolume) {
  const auto before = Sectors(Model::kSacrificialVolume, kInside);
  const Case subject = CatalogueCase("volume/disk_inside_a_volume_that_is_held_is_writable");
  const Observation seen = Perform(api_, subject);
  ASSERT_EQ(seen.files.size(), 1u);
  EXPECT_EQ(seen.files[0].name, "disk");
  EXPECT_TRUE(FindingsOf(subject, target_.bindings, seen).empty());
  EXPECT_EQ(Sectors(Model::kSacrificialVolume, kInside), before);
}

// ---- systems that lie ----

Win32Api truth;

// Nobody shares a volume: what is written reaches it.
HANDLE WINAPI OpenAlone(LPCWSTR path, DWORD access, DWORD share, LPSECURITY_ATTRIBUTES security,
                        DWORD disposition, DWORD flags, HANDLE like) {
  const bool device = path[0] == '\\' && (flags & FILE_FLAG_OVERLAPPED) != 0;
  return truth.CreateFileW(path, access, device ? 0 : share, security, disposition, flags, like);
}

BOOL WINAPI RefuseButWrite(HANDLE file, LPCVOID buffer, DWORD length, LPOVERLAPPED overlapped,
                           LPOVERLAPPED_COMPLETION_ROUTINE) {
  DWORD written = 0;
  truth.WriteFile(file, buffer, length, &written, overlapped);
  truth.SetLastError(ERROR_ACCESS_DENIED);
  return FALSE;
}

std::string TextsOf(const std::vector<Finding>& findings) {
  std::string texts;
  for (const Finding& finding : findings) {
    texts += finding.expectation + ": " + finding.observed + "\n";
  }
  return texts;
}

TEST_F(MediaTest, RefusedWriteThatReachedTheMediaIsFound) {
  const auto before = Sectors(Model::kSacrificialVolume, kInside);
  truth = api_;
  Win32Api liar = api_;
  liar.CreateFileW = &OpenAlone;
  liar.WriteFileEx = &RefuseButWrite;
  const Case subject = CatalogueCase("volume/mounted_space_is_refused");
  const Observation seen = Perform(liar, subject);
  EXPECT_NE(
      TextsOf(FindingsOf(subject, target_.bindings, seen))
          .find("media volume contents unchanged: [4194304,4194816) is write w, expected fill"),
      std::string::npos)
      << TextsOf(FindingsOf(subject, target_.bindings, seen));
  EXPECT_EQ(Sectors(Model::kSacrificialVolume, kInside), before);
}

BOOL WINAPI SucceedAndForget(HANDLE file, LPCVOID, DWORD, LPOVERLAPPED overlapped,
                             LPOVERLAPPED_COMPLETION_ROUTINE routine) {
  static const std::uint8_t nothing[1] = {};
  const DWORD low = overlapped->Offset;
  const BOOL begun = truth.WriteFileEx(file, nothing, 0, overlapped, routine);
  overlapped->Offset = low;
  return begun;
}

TEST_F(MediaTest, SuccessThatReachedNothingIsFound) {
  truth = api_;
  Win32Api liar = api_;
  liar.WriteFileEx = &SucceedAndForget;
  const Case subject = CatalogueCase("volume/boot_sector_is_writable");
  const Observation seen = Perform(liar, subject);
  EXPECT_FALSE(FindingsOf(subject, target_.bindings, seen).empty());
}

class FatMediaTest : public MediaTest {
 protected:
  FatMediaTest() : MediaTest("fat32") {}
};

TEST_F(FatMediaTest, ReadsTheEndOutOfTheBootSector) {
  EXPECT_EQ(target_.capabilities.at("sectors_behind_file_system"), "");
  EXPECT_EQ(target_.bindings.file_system_size, (std::uint64_t{62} << 20) - 8 * 512);
  EXPECT_EQ(target_.bindings.boot_area, 32u * 512);
}

}  // namespace
}  // namespace wfx
