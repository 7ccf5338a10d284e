// Writing to volumes of the model, through its table.
#include "runner/model/volume_fixture.h"

namespace wfx {
namespace {

INSTANTIATE_TEST_SUITE_P(On, VolumeTest, testing::Values("ntfs", "refs", "fat32", "4kn"),
                         [](const auto& name) { return "model_" + name.param; });

TEST_P(VolumeTest, MountedSpaceIsRefusedAndStaysAsItWas) {
  const Handle volume = Open(kVolume);
  const Bytes before = Read(volume, kInside, on_.sector);
  ASSERT_EQ(before.size(), on_.sector);
  EXPECT_NE(before, Sectors(1, 0));
  EXPECT_EQ(Write(volume, kInside, Sectors(1)), ERROR_ACCESS_DENIED);
  EXPECT_EQ(written_, 0u);
  EXPECT_EQ(Read(volume, kInside, on_.sector), before);
}

TEST_P(VolumeTest, BootSectorNeedsNoLockAndEndsWithItsArea) {
  const Handle volume = Open(kVolume);
  const auto area = Ask<BOOT_AREA_INFO>(volume, FSCTL_GET_BOOT_AREA_INFO);
  EXPECT_GE(area.BootSectorCount, 1u);
  EXPECT_EQ(area.BootSectors[0].Offset.QuadPart, 0);
  EXPECT_EQ(Write(volume, 0, Sectors(1)), 0u);
  EXPECT_EQ(Read(volume, 0, on_.sector), Sectors(1));
  const std::uint64_t end = fat() ? 32 * on_.sector : 8192;
  EXPECT_EQ(Write(volume, end - on_.sector, Sectors(1)), 0u);
  const Bytes last = Sectors(1);
  EXPECT_EQ(Write(volume, end - on_.sector, Sectors(2, 0x11)), ERROR_ACCESS_DENIED);
  EXPECT_EQ(Read(volume, end - on_.sector, on_.sector), last);
}

TEST_P(VolumeTest, LockOpensTheVolumeUntilItEnds) {
  Handle volume = Open(kVolume);
  EXPECT_EQ(Send(volume, FSCTL_UNLOCK_VOLUME), ERROR_NOT_LOCKED);
  ASSERT_EQ(Send(volume, FSCTL_LOCK_VOLUME), 0u);
  EXPECT_EQ(Send(volume, FSCTL_LOCK_VOLUME), ERROR_ACCESS_DENIED);
  EXPECT_EQ(ErrorOfOpen(kVolume, kShareAll), ERROR_ACCESS_DENIED);
  EXPECT_EQ(Write(volume, kInside, Sectors(2)), 0u);
  EXPECT_EQ(Read(volume, kInside, 2 * on_.sector), Sectors(2));
  ASSERT_EQ(Send(volume, FSCTL_UNLOCK_VOLUME), 0u);
  EXPECT_EQ(Write(volume, kInside, Sectors(1)), ERROR_ACCESS_DENIED);
  ASSERT_EQ(Send(volume, FSCTL_LOCK_VOLUME), 0u);
  volume = {};
  volume = Open(kVolume);
  ASSERT_TRUE(volume.valid());
  EXPECT_EQ(Write(volume, kInside, Sectors(1)), ERROR_ACCESS_DENIED);
}

TEST_P(VolumeTest, LockEndsWithTheLastDuplicate) {
  Handle volume = Open(kVolume);
  ASSERT_EQ(Send(volume, FSCTL_LOCK_VOLUME), 0u);
  HANDLE copy = nullptr;
  ASSERT_TRUE(api_.DuplicateHandle(CurrentProcess(), volume.get(), CurrentProcess(), &copy, 0,
                                   FALSE, DUPLICATE_SAME_ACCESS));
  Handle duplicate(api_, copy);
  volume = {};
  EXPECT_EQ(Write(duplicate, kInside, Sectors(1)), 0u);
  EXPECT_EQ(ErrorOfOpen(kVolume, kShareAll), ERROR_ACCESS_DENIED);
  duplicate = {};
  EXPECT_EQ(ErrorOfOpen(kVolume, kShareAll), 0u);
}

TEST_P(VolumeTest, VolumeInUseCannotBeLocked) {
  const Handle volume = Open(kVolume);
  {
    const Handle other = Open(kVolume);
    EXPECT_EQ(Send(volume, FSCTL_LOCK_VOLUME), ERROR_ACCESS_DENIED);
    EXPECT_EQ(Write(volume, kInside, Sectors(1)), ERROR_ACCESS_DENIED);
  }
  EXPECT_EQ(Send(volume, FSCTL_LOCK_VOLUME), 0u);
  const Handle system = Open("\\\\.\\C:");
  ASSERT_TRUE(system.valid());
  EXPECT_EQ(Send(system, FSCTL_LOCK_VOLUME), ERROR_ACCESS_DENIED);
  EXPECT_EQ(Send(system, FSCTL_DISMOUNT_VOLUME), ERROR_ACCESS_DENIED);
  EXPECT_EQ(Write(system, kInside, Sectors(1)), ERROR_ACCESS_DENIED);
  EXPECT_EQ(ErrorOfOpen("\\\\.\\C:", 0), ERROR_SHARING_VIOLATION);
}

TEST_P(VolumeTest, OpenThatSharesNothingIsALock) {
  const Handle volume = Open(kVolume, 0, 0);
  ASSERT_TRUE(volume.valid());
  EXPECT_EQ(Write(volume, kInside, Sectors(1)), 0u);
  EXPECT_EQ(ErrorOfOpen(kVolume, kShareAll), ERROR_ACCESS_DENIED);
}

TEST_P(VolumeTest, DismountedVolumeIsWritableThroughItsHandleOnly) {
  const Handle volume = Open(kVolume);
  const Handle other = Open(kVolume);
  EXPECT_EQ(Send(volume, FSCTL_IS_VOLUME_MOUNTED), 0u);
  ASSERT_EQ(Send(volume, FSCTL_DISMOUNT_VOLUME), 0u);
  EXPECT_NE(Send(volume, FSCTL_IS_VOLUME_MOUNTED), 0u);
  EXPECT_EQ(Write(volume, kInside, Sectors(1)), 0u);
  EXPECT_EQ(Write(other, kInside, Sectors(1)), ERROR_NOT_READY);
  EXPECT_EQ(Read(other, kInside, on_.sector), Bytes());
  const Handle later = Open(kVolume);
  ASSERT_TRUE(later.valid());
  EXPECT_EQ(Send(later, FSCTL_IS_VOLUME_MOUNTED), 0u);
  EXPECT_EQ(Write(later, kInside, Sectors(1)), ERROR_ACCESS_DENIED);
  EXPECT_EQ(Write(volume, kInside, Sectors(1, 0x3C)), 0u);
  EXPECT_EQ(Read(later, kInside, on_.sector), Sectors(1, 0x3C));
}

TEST_P(VolumeTest, SectorsBehindTheFileSystemNeedExtendedAccess) {
  const Handle volume = Open(kVolume);
  const std::uint64_t size = Length(volume);
  const std::uint64_t last = size - on_.sector;
  if (fat()) {
    EXPECT_EQ(Write(volume, last, Sectors(1)), 0u);
    EXPECT_EQ(written_, 0u);
  } else {
    EXPECT_NE(Write(volume, last, Sectors(1)), 0u);
  }
  ASSERT_EQ(Send(volume, FSCTL_ALLOW_EXTENDED_DASD_IO), 0u);
  EXPECT_NE(Read(volume, last, on_.sector), Sectors(1));
  EXPECT_EQ(Write(volume, last, Sectors(1)), 0u);
  EXPECT_EQ(written_, on_.sector);
  EXPECT_EQ(Read(volume, last, on_.sector), Sectors(1));
  EXPECT_EQ(Write(volume, last, Sectors(2)), ERROR_INVALID_PARAMETER);
  EXPECT_EQ(Write(volume, size, Sectors(1)), ERROR_INVALID_PARAMETER);
}

TEST_P(VolumeTest, FatShortensAtItsEndAndOthersRefuse) {
  const Handle volume = Open(kVolume);
  ASSERT_EQ(Send(volume, FSCTL_LOCK_VOLUME), 0u);
  const std::uint64_t end = Length(volume) - (fat() ? 8 : 1) * on_.sector;
  EXPECT_EQ(Write(volume, end - on_.sector, Sectors(3)), fat() ? 0 : ERROR_INVALID_PARAMETER);
  EXPECT_EQ(written_, fat() ? on_.sector : 0);
  EXPECT_EQ(Write(volume, ~std::uint64_t{0}, Sectors(1)), fat() ? 0 : ERROR_INVALID_PARAMETER);
  EXPECT_EQ(written_, 0u);
  ASSERT_EQ(Send(volume, FSCTL_ALLOW_EXTENDED_DASD_IO), 0u);
  EXPECT_EQ(Read(volume, end - on_.sector, on_.sector) == Sectors(1), fat());
  EXPECT_NE(Read(volume, end, on_.sector), Sectors(1));
}

TEST_P(VolumeTest, LengthsAndOffsetsAreSectors) {
  for (const DWORD flags : {DWORD{0}, FILE_FLAG_NO_BUFFERING}) {
    const Handle volume = Open(kVolume, flags);
    ASSERT_EQ(Send(volume, FSCTL_LOCK_VOLUME), 0u);
    const std::vector<std::uint8_t> block(std::size_t{4} * on_.sector);
    const auto* begin = reinterpret_cast<const std::uint8_t*>(
        (reinterpret_cast<std::uintptr_t>(block.data()) + on_.sector) / on_.sector * on_.sector);
    const auto error = [&](const void* buffer, DWORD length, std::uint64_t offset) {
      OVERLAPPED where = OverlappedAt(offset);
      DWORD done = 0;
      return api_.WriteFile(volume.get(), buffer, length, &done, &where) ? 0 : api_.GetLastError();
    };
    EXPECT_EQ(error(begin, on_.sector, kInside), 0u);
    EXPECT_EQ(error(begin, on_.sector - 1, kInside), ERROR_INVALID_PARAMETER);
    EXPECT_EQ(error(begin, 100, kInside), ERROR_INVALID_PARAMETER);
    EXPECT_EQ(error(begin, on_.sector, kInside + 1), ERROR_INVALID_PARAMETER);
    EXPECT_EQ(error(begin, 0, kInside), 0u);
    const DWORD expected = flags == 0 ? 0 : ERROR_INVALID_PARAMETER;
    EXPECT_EQ(error(begin + 1, on_.sector, kInside), expected);
  }
}

TEST_P(VolumeTest, NullWriteCompletesWhereARealOneIsRefused) {
  const Handle volume = Open(kVolume);
  EXPECT_EQ(Write(volume, kInside, {}), 0u);
  EXPECT_EQ(written_, 0u);
}

DWORD routine_error = 0, routine_bytes = 0;
int routines = 0;
void CALLBACK Note(DWORD error, DWORD bytes, LPOVERLAPPED) {
  routine_error = error;
  routine_bytes = bytes;
  ++routines;
}

TEST_P(VolumeTest, OverlappedWriteEndsInItsRoutine) {
  routines = 0;
  const Handle volume = Open(kVolume, FILE_FLAG_OVERLAPPED);
  OVERLAPPED control{};
  DWORD bytes = 0;
  const Handle event(api_, api_.CreateEventW(nullptr, TRUE, FALSE, nullptr));
  control.hEvent = event.get();
  ASSERT_TRUE(api_.DeviceIoControl(volume.get(), FSCTL_LOCK_VOLUME, nullptr, 0, nullptr, 0, &bytes,
                                   &control));
  EXPECT_EQ(control.Internal, 0u);
  EXPECT_EQ(api_.WaitForSingleObject(event.get(), 0), WAIT_OBJECT_0);
  const Bytes data = Sectors(1);
  OVERLAPPED where = OverlappedAt(kInside);
  ASSERT_TRUE(api_.WriteFileEx(volume.get(), data.data(), on_.sector, &where, &Note));
  EXPECT_EQ(routines, 0);
  EXPECT_EQ(api_.SleepEx(1000, TRUE), WAIT_IO_COMPLETION);
  EXPECT_EQ(routines, 1);
  EXPECT_EQ(routine_error, 0u);
  EXPECT_EQ(routine_bytes, on_.sector);
}

TEST(LatePersonality, PendingWriteOfAClosedHandleIsStillMadeUnderItsLock) {
  ModelOptions options;
  options.choices.writes_pend = true;
  Model model(options);
  const Win32Api api = model.api();
  const auto open = [&] {
    return Handle(api, api.CreateFileW(Wide(kVolume).c_str(), kReadWrite, kShareAll, nullptr,
                                       OPEN_EXISTING, FILE_FLAG_OVERLAPPED, nullptr));
  };
  Handle volume = open();
  DWORD bytes = 0;
  ASSERT_TRUE(api.DeviceIoControl(volume.get(), FSCTL_LOCK_VOLUME, nullptr, 0, nullptr, 0, &bytes,
                                  nullptr));
  const Bytes data(512, 0x77);
  OVERLAPPED where{};
  where.Offset = kInside;
  routines = 0;
  ASSERT_TRUE(api.WriteFileEx(volume.get(), data.data(), 512, &where, &Note));
  volume = {};
  EXPECT_EQ(api.SleepEx(1000, TRUE), WAIT_IO_COMPLETION);
  EXPECT_EQ(routines, 1);
  EXPECT_EQ(routine_error, 0u);
}

}  // namespace
}  // namespace wfx
