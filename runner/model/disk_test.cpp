// Disks of the model, opening and asking volumes and disks, through its table.
#include "runner/model/volume_fixture.h"

namespace wfx {
namespace {

class DiskTest : public VolumeTest {};

INSTANTIATE_TEST_SUITE_P(On, DiskTest, testing::Values("ntfs", "refs", "fat32", "4kn"),
                         [](const auto& name) { return "model_" + name.param; });

TEST_P(DiskTest, RawVolumeHasNoRestriction) {
  const Handle raw = Open("\\\\.\\W:");
  EXPECT_EQ(Write(raw, 0, Sectors(1)), 0u);
  EXPECT_EQ(Write(raw, kInside, Sectors(3)), 0u);
  EXPECT_EQ(Read(raw, kInside, 3 * on_.sector), Sectors(3));
  EXPECT_EQ(Write(raw, Length(raw), Sectors(1)), ERROR_INVALID_PARAMETER);
  const Handle disk = Open("\\\\.\\PhysicalDrive2");
  EXPECT_EQ(Write(disk, kStart + kInside, Sectors(1, 7)), 0u);
  EXPECT_EQ(Read(raw, kInside, on_.sector), Sectors(1, 7));
}

TEST_P(DiskTest, DiskIsWritableOutsideWhatIsMounted) {
  const Handle disk = Open(kDisk);
  EXPECT_EQ(Write(disk, kStart, Sectors(1)), ERROR_ACCESS_DENIED);
  EXPECT_EQ(Write(disk, kStart + kInside, Sectors(1)), ERROR_ACCESS_DENIED);
  EXPECT_EQ(Write(disk, kStart - on_.sector, Sectors(2)), ERROR_ACCESS_DENIED);
  EXPECT_EQ(Write(disk, kStart - on_.sector, Sectors(1)), 0u);
  EXPECT_EQ(Write(disk, 0, Sectors(1)), 0u);
  EXPECT_EQ(Write(disk, Length(disk) - on_.sector, Sectors(1)), 0u);
  EXPECT_EQ(Write(disk, Length(disk), Sectors(1)), ERROR_INVALID_PARAMETER);
  EXPECT_EQ(Write(disk, kStart - on_.sector, Bytes(100)), ERROR_INVALID_PARAMETER);
  EXPECT_EQ(Read(disk, kStart - on_.sector, on_.sector), Sectors(1));
}

TEST_P(DiskTest, DiskFollowsTheLockOfItsVolume) {
  const Handle disk = Open(kDisk);
  ASSERT_EQ(Send(disk, FSCTL_LOCK_VOLUME), 0u);
  EXPECT_EQ(Write(disk, kStart + kInside, Sectors(1)), ERROR_ACCESS_DENIED);
  {
    const Handle volume = Open(kVolume);
    ASSERT_EQ(Send(volume, FSCTL_LOCK_VOLUME), 0u);
    EXPECT_EQ(Write(disk, kStart + kInside, Sectors(1)), 0u);
    EXPECT_EQ(Read(volume, kInside, on_.sector), Sectors(1));
  }
  EXPECT_EQ(Write(disk, kStart + kInside, Sectors(1)), ERROR_ACCESS_DENIED);
  {
    const Handle volume = Open(kVolume);
    ASSERT_EQ(Send(volume, FSCTL_DISMOUNT_VOLUME), 0u);
  }
  EXPECT_EQ(Write(disk, kStart + kInside, Sectors(1)), 0u);
  EXPECT_TRUE(Open(kVolume).valid());
  EXPECT_EQ(Write(disk, kStart + kInside, Sectors(1)), ERROR_ACCESS_DENIED);
}

TEST_P(DiskTest, DevicesSayWhereTheyAre) {
  const Handle volume = Open(kVolume), disk = Open(kDisk);
  const auto extents = Ask<VOLUME_DISK_EXTENTS>(volume, IOCTL_VOLUME_GET_VOLUME_DISK_EXTENTS);
  ASSERT_EQ(extents.NumberOfDiskExtents, 1u);
  EXPECT_EQ(extents.Extents[0].DiskNumber, 1u);
  EXPECT_EQ(extents.Extents[0].StartingOffset.QuadPart, static_cast<LONGLONG>(kStart));
  EXPECT_EQ(extents.Extents[0].ExtentLength.QuadPart, static_cast<LONGLONG>(Length(volume)));
  EXPECT_EQ(Length(disk), std::uint64_t{64} << 20);
  const auto of_volume = Ask<STORAGE_DEVICE_NUMBER>(volume, IOCTL_STORAGE_GET_DEVICE_NUMBER);
  const auto of_disk = Ask<STORAGE_DEVICE_NUMBER>(disk, IOCTL_STORAGE_GET_DEVICE_NUMBER);
  EXPECT_EQ(of_volume.DeviceNumber, of_disk.DeviceNumber);
  EXPECT_EQ(of_volume.PartitionNumber, 1u);
  EXPECT_EQ(of_disk.PartitionNumber, 0u);
  const auto geometry = Ask<DISK_GEOMETRY>(disk, IOCTL_DISK_GET_DRIVE_GEOMETRY);
  EXPECT_EQ(geometry.BytesPerSector, on_.sector);
  DISK_GEOMETRY small;
  DWORD bytes = 0;
  EXPECT_FALSE(api_.DeviceIoControl(disk.get(), IOCTL_DISK_GET_DRIVE_GEOMETRY, nullptr, 0, &small,
                                    4, &bytes, nullptr));
  EXPECT_EQ(api_.GetLastError(), ERROR_INSUFFICIENT_BUFFER);
}

TEST_P(DiskTest, VolumesAreDescribed) {
  WCHAR name[32] = {};
  DWORD serial = 0, flags = 0;
  ASSERT_TRUE(api_.GetVolumeInformationW(Wide("V:\\").c_str(), nullptr, 0, &serial, nullptr, &flags,
                                         name, 32));
  EXPECT_EQ(Narrow(name), on_.file_system);
  EXPECT_EQ(flags, on_.volume_flags);
  DWORD serial_of_c = 0;
  ASSERT_TRUE(api_.GetVolumeInformationW(Wide("c:\\").c_str(), nullptr, 0, &serial_of_c, nullptr,
                                         nullptr, nullptr, 0));
  EXPECT_NE(serial, serial_of_c);
  EXPECT_FALSE(api_.GetVolumeInformationW(Wide("W:\\").c_str(), nullptr, 0, nullptr, nullptr,
                                          nullptr, nullptr, 0));
  EXPECT_EQ(api_.GetLastError(), ERROR_UNRECOGNIZED_VOLUME);
  EXPECT_FALSE(api_.GetVolumeInformationW(Wide("Q:\\").c_str(), nullptr, 0, nullptr, nullptr,
                                          nullptr, nullptr, 0));
  EXPECT_EQ(api_.GetLastError(), ERROR_PATH_NOT_FOUND);
  DWORD sectors = 0, bytes = 0, free = 0, clusters = 0;
  ASSERT_TRUE(api_.GetDiskFreeSpaceW(Wide("C:\\").c_str(), &sectors, &bytes, &free, &clusters));
  EXPECT_EQ(bytes, on_.sector);
  EXPECT_EQ(sectors * bytes, on_.cluster);
  EXPECT_EQ(std::uint64_t{clusters} * on_.cluster, on_.capacity);
  ULARGE_INTEGER total{}, available{};
  ASSERT_TRUE(api_.GetDiskFreeSpaceExW(nullptr, &available, &total, nullptr));
  EXPECT_EQ(total.QuadPart, on_.capacity);
  EXPECT_EQ(available.QuadPart, on_.capacity);
}

TEST_P(DiskTest, OpenNeedsAnExistingName) {
  EXPECT_EQ(ErrorOfOpen(kVolume, kShareAll, CREATE_ALWAYS), ERROR_INVALID_PARAMETER);
  EXPECT_EQ(ErrorOfOpen(kDisk, kShareAll, OPEN_ALWAYS), ERROR_INVALID_PARAMETER);
  EXPECT_EQ(ErrorOfOpen("\\\\.\\Q:", kShareAll), ERROR_FILE_NOT_FOUND);
  EXPECT_EQ(ErrorOfOpen("\\\\.\\PhysicalDrive7", kShareAll), ERROR_FILE_NOT_FOUND);
  EXPECT_EQ(ErrorOfOpen("\\\\.\\PhysicalDrive", kShareAll), ERROR_FILE_NOT_FOUND);
  EXPECT_EQ(ErrorOfOpen("\\\\.\\v:", kShareAll), 0u);
  EXPECT_EQ(ErrorOfOpen("\\\\.\\C:\\", kShareAll), ERROR_ACCESS_DENIED);
  EXPECT_EQ(ErrorOfOpen("\\\\.\\C:\\data", kShareAll, CREATE_NEW), 0u);
  EXPECT_NE(api_.GetFileAttributesW(Wide("C:\\data").c_str()), INVALID_FILE_ATTRIBUTES);
}

TEST_P(DiskTest, ControlCodesNeedTheirAccess) {
  const Handle none(api_, api_.CreateFileW(Wide(kVolume).c_str(), FILE_READ_ATTRIBUTES, kShareAll,
                                           nullptr, OPEN_EXISTING, 0, nullptr));
  ASSERT_TRUE(none.valid());
  EXPECT_EQ(Send(none, IOCTL_DISK_GET_LENGTH_INFO), ERROR_ACCESS_DENIED);
  EXPECT_EQ(Send(none, FSCTL_IS_VOLUME_MOUNTED), 0u);
  EXPECT_EQ(Send(none, 0x00ABC000), ERROR_ACCESS_DENIED);
  EXPECT_EQ(Send(none, FSCTL_SET_SPARSE), ERROR_INVALID_FUNCTION);
}

class RefusedVolumeTest : public VolumeTest {
 protected:
  RefusedVolumeTest()
      : VolumeTest(GetParam() == "refused" ? Options(DefaultPersonality(), true)
                                           : Options(*FindPersonality(GetParam()), false)) {}
};

INSTANTIATE_TEST_SUITE_P(On, RefusedVolumeTest, testing::Values("refused", "smb3"),
                         [](const auto& name) { return "model_" + name.param; });

TEST_P(RefusedVolumeTest, NothingOpensForWriting) {
  const DWORD expected = GetParam() == "refused" ? ERROR_ACCESS_DENIED : ERROR_FILE_NOT_FOUND;
  EXPECT_EQ(ErrorOfOpen(kVolume, kShareAll), expected);
  EXPECT_EQ(ErrorOfOpen(kDisk, kShareAll), expected);
}

}  // namespace
}  // namespace wfx
