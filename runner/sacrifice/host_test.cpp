// What of a host may be destroyed, on hosts made of texts.
#include "runner/sacrifice/host.h"

#include <gtest/gtest.h>

#include <map>

namespace wfx {
namespace {

constexpr std::uint64_t kSize = 64ULL << 20;

struct FakeHost {
  std::map<std::string, std::string> texts{
      {"/proc/self/mountinfo",
       "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n23 22 0:5 / /dev rw - devtmpfs udev rw\n"},
      {"/proc/partitions",
       "major minor  #blocks  name\n\n   8        0  1000 sda\n   8        1  999 sda1\n"
       "   7        0  65536 loop0\n   7        3  65536 loop3\n"},
      {"/proc/swaps", "Filename Type Size Used Priority\n"},
      {"/sys/block/loop0/size", "131072\n"},
      {"/sys/block/loop0/loop/backing_file", "/tmp/loop0.img\n"},
      {"/sys/block/loop3/size", "131072\n"},
      {"/sys/block/loop3/loop/backing_file", "/tmp/loop3.img\n"},
  };
  std::map<std::string, HostFile> files;

  FakeHost() {
    AddImage("/tmp/x.img", 10);
    AddImage("/tmp/loop0.img", 11);
    AddImage("/tmp/loop3.img", 12);
  }
  void AddImage(const std::string& path, std::uint64_t number) {
    files[path] = {path, true, kSize, number, 1};
  }
  Host Look() const {
    return {[this](const std::string& path) -> std::optional<std::string> {
              const auto found = texts.find(path);
              return found == texts.end() ? std::nullopt : std::optional(found->second);
            },
            [this](const std::string& path) -> std::optional<HostFile> {
              const auto found = files.find(path);
              return found == files.end() ? std::nullopt : std::optional(found->second);
            }};
  }
  HostFile Find(const std::string& path) const {
    const auto found = files.find(path);
    return found == files.end() ? HostFile{path, false, kSize, 0, 0} : found->second;
  }
  std::string WhyNot(const std::string& path) const { return WhyNotOnHost(Find(path), Look()); }
  void Mount(const std::string& line) { texts["/proc/self/mountinfo"] += line + "\n"; }
  void Swap(const std::string& path) { texts["/proc/swaps"] += path + " file 1000 0 -2\n"; }
};

TEST(Host, AFreeImageAndAFreeLoopDeviceAreRight) {
  const FakeHost host;
  EXPECT_EQ(host.WhyNot("/tmp/x.img"), "");
  EXPECT_EQ(host.WhyNot("/dev/loop0"), "");
  EXPECT_EQ(IdentityOnHost(host.Find("/tmp/x.img"), host.Look()), "image /tmp/x.img, file 10");
  EXPECT_EQ(IdentityOnHost(host.Find("/dev/loop3"), host.Look()),
            "loop device /dev/loop3 of /tmp/loop3.img, file 12");
}

TEST(Host, OtherDevicesAreRefused) {
  for (const char* path :
       {"/dev/sda", "/dev/sda1", "/dev/nvme0n1", "/dev/nvme0n1p2", "/dev/vda", "/dev/mapper/root",
        "/dev/dm-0", "/dev/md0", "/dev/mmcblk0", "/dev/sr0", "/dev/nbd0", "/dev/zram0",
        "/dev/disk/by-id/x", "/dev/mem", "/dev/full", "/tmp/node", "/srv"}) {
    EXPECT_EQ(FakeHost().WhyNot(path),
              "it is " + std::string(path) +
                  " of the host; only an image file or a free loop device is right");
  }
  EXPECT_EQ(FakeHost().WhyNot(""), "it stands for nothing on the host");
  for (const char* path : {"/dev/loop0p1", "/dev/loop", "/dev/loop-control", "/dev/loop0/x"}) {
    EXPECT_EQ(FakeHost().WhyNot(path),
              std::string(path) + " is no whole loop device; /dev/loop and a number is right");
  }
}

// One change each to a host on which both would be right.
struct Hostile {
  const char* what;
  void (*change)(FakeHost& host);
  const char* path;
  const char* why;
};

const Hostile kHostile[] = {
    {"image behind a loop device", [](FakeHost&) {}, "/tmp/loop0.img",
     "its image /tmp/loop0.img is in use by the loop device /dev/loop0"},
    {"the same file by another path", [](FakeHost& host) { host.AddImage("/bind/loop0.img", 11); },
     "/bind/loop0.img", "its image /bind/loop0.img is in use by the loop device /dev/loop0"},
    {"two names", [](FakeHost& host) { host.files["/tmp/x.img"].links = 2; }, "/tmp/x.img",
     "its image /tmp/x.img has 2 names (hard links); one is right"},
    {"no name left", [](FakeHost& host) { host.files["/tmp/x.img"].links = 0; }, "/tmp/x.img",
     "its image /tmp/x.img has 0 names (hard links); one is right"},
    {"a file of the kernel", [](FakeHost& host) { host.AddImage("/proc/kcore", 1); }, "/proc/kcore",
     "its image /proc/kcore is the kernel's"},
    {"another file of the kernel", [](FakeHost& host) { host.AddImage("/sys/x", 1); }, "/sys/x",
     "its image /sys/x is the kernel's"},
    {"image mounted without a loop device",
     [](FakeHost& host) { host.Mount("50 22 0:50 / /mnt/x rw - fuseblk /tmp/x.img rw"); },
     "/tmp/x.img", "its image /tmp/x.img is mounted on /mnt/x"},
    {"image mounted, with a space in its name",
     [](FakeHost& host) {
       host.AddImage("/tmp/a b.img", 20);
       host.Mount("50 22 0:50 / /mnt/a\\040b rw - fuse /tmp/a\\040b.img rw");
     },
     "/tmp/a b.img", "its image /tmp/a b.img is mounted on /mnt/a b"},
    {"swap file", [](FakeHost& host) { host.Swap("/tmp/x.img"); }, "/tmp/x.img",
     "its image /tmp/x.img is in use as swap"},
    {"loop device mounted",
     [](FakeHost& host) { host.Mount("50 22 7:0 / /mnt/l rw - ext4 /dev/loop0 rw"); }, "/dev/loop0",
     "/dev/loop0 is mounted on /mnt/l"},
    {"mounted by another name",
     [](FakeHost& host) { host.Mount("50 22 7:0 / /mnt/l rw - ext4 /dev/disk/by-uuid/1 rw"); },
     "/dev/loop0", "/dev/loop0 is mounted on /mnt/l"},
    {"mounted under a number of the file system's own",
     [](FakeHost& host) { host.Mount("50 22 0:44 / /mnt/l rw - btrfs /dev/loop0 rw"); },
     "/dev/loop0", "/dev/loop0 is mounted on /mnt/l"},
    {"partition mounted",
     [](FakeHost& host) {
       host.texts["/proc/partitions"] += " 259 1 1000 loop0p1\n";
       host.Mount("50 22 259:1 / /mnt/p rw shared:1 - vfat /dev/disk/by-label/X rw");
     },
     "/dev/loop0", "/dev/loop0p1 is mounted on /mnt/p"},
    {"loop device is swap", [](FakeHost& host) { host.Swap("/dev/loop0"); }, "/dev/loop0",
     "/dev/loop0 is in use as swap"},
    {"partition is swap",
     [](FakeHost& host) {
       host.texts["/proc/partitions"] += " 259 1 1000 loop0p1\n";
       host.Swap("/dev/loop0p1");
     },
     "/dev/loop0", "/dev/loop0p1 is in use as swap"},
    {"a mapping lies on it",
     [](FakeHost& host) {
       host.texts["/proc/partitions"] += " 254 0 1000 dm-0\n";
       host.texts["/sys/block/dm-0/slaves/loop0/dev"] = "7:0\n";
     },
     "/dev/loop0", "/dev/loop0 is in use by /dev/dm-0"},
    {"an array lies on a partition of it",
     [](FakeHost& host) {
       host.texts["/proc/partitions"] += " 259 1 1000 loop0p1\n 9 0 1000 md0\n";
       host.texts["/sys/block/md0/slaves/loop0p1/dev"] = "259:1\n";
     },
     "/dev/loop0", "/dev/loop0 is in use by /dev/md0"},
    {"no image behind it",
     [](FakeHost& host) { host.texts.erase("/sys/block/loop0/loop/backing_file"); }, "/dev/loop0",
     "/dev/loop0 has no image"},
    {"a disk behind it",
     [](FakeHost& host) { host.texts["/sys/block/loop0/loop/backing_file"] = "/dev/sda\n"; },
     "/dev/loop0", "/dev/loop0 lies on /dev/sda, which is no image file"},
    {"a deleted image behind it",
     [](FakeHost& host) {
       host.texts["/sys/block/loop0/loop/backing_file"] = "/tmp/loop0.img (deleted)\n";
     },
     "/dev/loop0", "/dev/loop0 lies on /tmp/loop0.img (deleted), which is no image file"},
    {"a device node of that name for another device",
     [](FakeHost& host) { host.texts["/sys/block/loop0/size"] = "2048\n"; }, "/dev/loop0",
     "/dev/loop0 has another size than the kernel says of loop0"},
    {"two loop devices, one image",
     [](FakeHost& host) { host.texts["/sys/block/loop3/loop/backing_file"] = "/tmp/loop0.img\n"; },
     "/dev/loop0", "its image /tmp/loop0.img is in use by the loop device /dev/loop3"},
    {"two loop devices, one image by two paths",
     [](FakeHost& host) {
       host.AddImage("/bind/loop0.img", 11);
       host.texts["/sys/block/loop3/loop/backing_file"] = "/bind/loop0.img\n";
     },
     "/dev/loop0", "its image /tmp/loop0.img is in use by the loop device /dev/loop3"},
    {"its image has two names", [](FakeHost& host) { host.files["/tmp/loop0.img"].links = 2; },
     "/dev/loop0", "its image /tmp/loop0.img has 2 names (hard links); one is right"},
    {"its image is swap", [](FakeHost& host) { host.Swap("/tmp/loop0.img"); }, "/dev/loop0",
     "its image /tmp/loop0.img is in use as swap"},
    {"mounts cannot be read", [](FakeHost& host) { host.texts.erase("/proc/self/mountinfo"); },
     "/tmp/x.img", "what the host has mounted cannot be read from /proc, so nothing is safe"},
    {"devices cannot be read", [](FakeHost& host) { host.texts.erase("/proc/partitions"); },
     "/dev/loop0", "what the host has mounted cannot be read from /proc, so nothing is safe"},
};

TEST(Host, WhatIsInUseIsRefused) {
  for (const Hostile& each : kHostile) {
    FakeHost host;
    each.change(host);
    EXPECT_EQ(host.WhyNot(each.path), each.why) << each.what;
  }
}

TEST(Host, WhatOthersUseDoesNotMatter) {
  FakeHost host;
  host.Mount("50 22 7:3 / /mnt/l rw - ext4 /dev/loop3 rw");
  host.Mount("garbage");
  host.Mount("51 22 7:10 / /mnt/m rw - ext4 /dev/loop10 rw");
  host.texts["/proc/partitions"] += " 7 10 65536 loop10\n";
  host.Swap("/swapfile");
  host.texts.erase("/sys/block/loop3/loop/backing_file");
  EXPECT_EQ(host.WhyNot("/dev/loop0"), "");
  EXPECT_EQ(host.WhyNot("/tmp/x.img"), "");
  host.texts.erase("/proc/swaps");
  EXPECT_EQ(host.WhyNot("/tmp/x.img"), "") << "a kernel without swap";
}

}  // namespace
}  // namespace wfx
