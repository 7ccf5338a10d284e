// Blessing and proving, on the model's volumes.
#include <gtest/gtest.h>

#include <functional>
#include <sstream>
#include <stdexcept>

#include "runner/model/model.h"
#include "runner/sacrifice/bless.h"
#include "runner/sacrifice/device.h"
#include "runner/sacrifice/proof.h"
#include "runner/win32/overlapped.h"
#include "runner/win32/text.h"

namespace wfx {
namespace {

const std::string kVolume(Model::kSacrificialVolume);
const std::string kRaw(Model::kRawVolume);

Win32Api real;           // the model's table
int opened_for_writing;  // by CreateFileW

HANDLE WINAPI CountingCreateFileW(LPCWSTR name, DWORD access, DWORD share,
                                  LPSECURITY_ATTRIBUTES security, DWORD disposition, DWORD flags,
                                  HANDLE like) {
  if ((access & ~DWORD{GENERIC_READ}) != 0) ++opened_for_writing;
  return real.CreateFileW(name, access, share, security, disposition, flags, like);
}

// Types what it is asked for, with `change` of it.
class Typist : public std::stringbuf {
 public:
  explicit Typist(std::function<std::string(int, std::string)> change)
      : change_(std::move(change)) {}

  std::ostringstream said;

 protected:
  int_type underflow() override {
    const std::string text = said.str();
    line_ = change_(asked_, asked_ == 0 ? SizeIn(text) : TokenIn(text));
    ++asked_;
    if (line_.empty()) return traits_type::eof();
    setg(line_.data(), line_.data(), line_.data() + line_.size());
    return traits_type::to_int_type(line_[0]);
  }

 private:
  static std::string SizeIn(const std::string& text) {
    const std::size_t at = text.find("It has ") + 7;
    return text.substr(at, text.find(' ', at) - at);
  }
  static std::string TokenIn(const std::string& text) {
    const std::size_t end = text.find(" to allow it");
    return text.substr(end - 6, 6);
  }
  const std::function<std::string(int, std::string)> change_;
  std::string line_;
  int asked_ = 0;
};

class SacrificeTest : public testing::Test {
 protected:
  SacrificeTest() {
    real = model_.api();
    api_ = real;
    api_.CreateFileW = &CountingCreateFileW;
    opened_for_writing = 0;
  }

  // "" when it was blessed, otherwise why not.
  std::string BlessError(const std::string& device,
                         const std::function<std::string(int, std::string)>& type) {
    Typist typist(type);
    std::istream in(&typist);
    try {
      Bless(api_, nullptr, device, "wfx-conformance", in, typist.said);
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    const std::string text = typist.said.str();
    serial_ = text.substr(text.find("serial is ") + 10, 16);
    return "";
  }
  static std::string AsAsked(int, const std::string& answer) { return answer + "\n"; }

  std::string ProofError(const std::string& device, const std::string& serial) {
    opened_for_writing = 0;
    try {
      Prove(api_, nullptr, {device, serial});
      return "";
    } catch (const std::runtime_error& error) {
      EXPECT_EQ(opened_for_writing, 0) << error.what();
      return error.what();
    }
  }

  std::string BlockOn(const std::string& device) { return Device(api_, nullptr, device).Block(); }
  void Put(const std::string& device, const std::string& block) {
    const Handle volume(real, real.CreateFileW(Wide(device).c_str(), GENERIC_READ | GENERIC_WRITE,
                                               kShareAll, nullptr, OPEN_EXISTING, 0, nullptr));
    DWORD bytes = 0;
    ASSERT_TRUE(real.DeviceIoControl(volume.get(), FSCTL_LOCK_VOLUME, nullptr, 0, nullptr, 0,
                                     &bytes, nullptr));
    OVERLAPPED where = OverlappedAt(kBlessingOffset);
    ASSERT_TRUE(real.WriteFile(volume.get(), block.data(), static_cast<DWORD>(block.size()), &bytes,
                               &where));
  }

  Model model_;
  Win32Api api_;
  std::string serial_;
};

TEST_F(SacrificeTest, WhatIsBlessedIsProven) {
  ASSERT_EQ(BlessError(kVolume, AsAsked), "");
  EXPECT_EQ(opened_for_writing, 1);
  EXPECT_TRUE(IsSerial(serial_)) << serial_;
  EXPECT_EQ(ProofError(kVolume, serial_), "");
  EXPECT_EQ(ProofError("\\\\.\\v:", serial_), "") << "letters have no case";
  EXPECT_EQ(opened_for_writing, 0);
}

TEST_F(SacrificeTest, AVolumeWithoutAFileSystemToo) {
  ASSERT_EQ(BlessError(kRaw, AsAsked), "");
  EXPECT_EQ(ProofError(kRaw, serial_), "");
}

TEST_F(SacrificeTest, BlessingAgainMakesTheOldSerialWorthless) {
  ASSERT_EQ(BlessError(kVolume, AsAsked), "");
  const std::string old = serial_;
  ASSERT_EQ(BlessError(kVolume, AsAsked), "");
  EXPECT_EQ(ProofError(kVolume, old), "--volume " + kVolume + ": its serial is not " + old +
                                          "; --bless printed the right one");
  EXPECT_EQ(ProofError(kVolume, serial_), "");
}

TEST_F(SacrificeTest, WrongAnswersWriteNothing) {
  const std::string before = BlockOn(kVolume);
  const auto typed = [](int which, const std::string& what) {
    return
        [=](int asked, const std::string& answer) { return asked == which ? what : answer + "\n"; };
  };
  const std::pair<std::function<std::string(int, std::string)>, std::string> wrong[] = {
      {typed(0, ""), "no answer; nothing was written"},
      {typed(0, "\n"), "no answer; nothing was written"},
      {typed(0, "y\n"), "\"y\" is not \"65011712\"; nothing was written"},
      {typed(0, "62 MiB\n"), "\"62 MiB\" is not \"65011712\"; nothing was written"},
      {typed(0, "65011713\n"), "\"65011713\" is not \"65011712\"; nothing was written"},
      {typed(1, ""), "no answer; nothing was written"},
      {typed(1, "\n"), "no answer; nothing was written"},
      {typed(1, "yes\n"), "\"yes\" is not \""},
  };
  for (const auto& [type, why] : wrong) {
    const std::string error = BlessError(kVolume, type);
    EXPECT_TRUE(error.starts_with(why)) << error;
  }
  EXPECT_EQ(opened_for_writing, 0);
  EXPECT_EQ(BlockOn(kVolume), before);
}

TEST_F(SacrificeTest, AVolumeInUseIsNotBlessed) {
  const std::string before = BlockOn(kVolume);
  const Handle user(real, real.CreateFileW(Wide(kVolume).c_str(), GENERIC_READ, kShareAll, nullptr,
                                           OPEN_EXISTING, 0, nullptr));
  EXPECT_EQ(BlessError(kVolume, AsAsked),
            "FSCTL_LOCK_VOLUME failed with ERROR_ACCESS_DENIED (5); it is in use; nothing was "
            "written");
  EXPECT_EQ(BlockOn(kVolume), before);
}

TEST_F(SacrificeTest, WhatIsNoVolumeIsNamed) {
  const std::string volume = "; \\\\.\\X: (a letter) is right";
  const std::pair<const char*, std::string> names[] = {
      {"\\\\.\\C:", "C: is the system's drive and is never taken"},
      {"\\\\.\\c:", "C: is the system's drive and is never taken"},
      {"V:", "that is a path; of the volume \\\\.\\V: is right"},
      {"v:\\", "that is a path; of the volume \\\\.\\V: is right"},
      {"D:\\disk.img", "that is a path; of the volume \\\\.\\D: is right"},
      {"\\\\.\\PhysicalDrive0",
       "a whole disk is never taken, only a volume on it: \\\\.\\X: (a letter) is right"},
      {"\\\\.\\PHYSICALDRIVE1",
       "a whole disk is never taken, only a volume on it: \\\\.\\X: (a letter) is right"},
      {"\\\\.\\V:\\", "that is no volume" + volume},
      {"\\\\.\\V", "that is no volume" + volume},
      {"\\\\.\\VV:", "that is no volume" + volume},
      {"\\\\.\\:", "that is no volume" + volume},
      {"\\\\.\\1:", "that is no volume" + volume},
      {"\\\\?\\V:", "that is no volume" + volume},
      {"//./V:", "that is no volume" + volume},
      {"\\\\server\\share", "that is no volume" + volume},
      {"\\\\?\\Volume{0}\\", "that is no volume" + volume},
      {"\\\\.\\pipe\\x", "that is no volume" + volume},
      {"\\\\.\\Harddisk0Partition1", "that is no volume" + volume},
      {"\\\\?\\unix\\dev\\sda", "that is no volume" + volume},
      {"/dev/sda", "that is no volume" + volume},
      {"/dev/loop0", "that is no volume" + volume},
      {"disk.img", "that is no volume" + volume},
      {"NUL", "that is no volume" + volume},
      {" \\\\.\\V:", "that is no volume" + volume},
      {"", "that is no volume" + volume},
  };
  for (const auto& [name, why] : names) {
    EXPECT_EQ(BlessError(name, AsAsked), why);
    EXPECT_EQ(ProofError(name, "0123456789abcdef"), "--volume " + std::string(name) + ": " + why);
  }
  EXPECT_EQ(opened_for_writing, 0);
}

TEST_F(SacrificeTest, WhatIsNotAsItWasBlessedIsRefused) {
  ASSERT_EQ(BlessError(kVolume, AsAsked), "");
  const std::string serial = serial_, block = BlockOn(kVolume);
  ASSERT_EQ(BlessError(kRaw, AsAsked), "");
  const std::string raw_serial = serial_, raw_block = BlockOn(kRaw);
  Blessing other_size = BlessingIn(block), other_place = other_size;
  other_size.size += 512;
  other_place.identity = "disk 1 from 2097152, 65011712 bytes";
  std::string flipped = block;
  flipped[60] = static_cast<char>(flipped[60] ^ 1);
  const std::string kNone = "it has no block that allows it to be destroyed";
  const std::string kNoSerial =
      " is no serial; 16 digits of 0-9 and a-f are right, as --bless "
      "prints them";
  struct {
    std::string device, block, serial, why;
  } const refused[] = {
      {kVolume, block, raw_serial,
       "its serial is not " + raw_serial + "; --bless printed the right one"},
      {kVolume, block, "0000000000000000",
       "its serial is not 0000000000000000; --bless printed the right one"},
      {kVolume, block, serial.substr(1), "\"" + serial.substr(1) + "\"" + kNoSerial},
      {kVolume, block, serial + "0", "\"" + serial + "0\"" + kNoSerial},
      {kVolume, block, "0123456789ABCDEF", "\"0123456789ABCDEF\"" + kNoSerial},
      {kVolume, block, " " + serial, "\" " + serial + "\"" + kNoSerial},
      {kVolume, block, "", "\"\"" + kNoSerial},
      {kVolume, block, "*", "\"*\"" + kNoSerial},
      {kVolume, std::string(kBlessingSize, '\0'), serial, kNone},
      {kVolume, block.substr(512) + std::string(512, '\0'), serial, kNone},
      {kVolume, flipped, serial, "the checksum of its block is wrong"},
      {kVolume, BlockOf(other_size), serial,
       "it has 65011712 bytes, but its block was written when it had 65012224"},
      {kVolume, BlockOf(other_place), serial,
       "its block was written for another device (disk 1 from 2097152, 65011712 bytes); this is "
       "disk 1 from 1048576, 65011712 bytes"},
      {kRaw, block, serial,
       "it has 14680064 bytes, but its block was written when it had 65011712"},
      {"\\\\.\\Q:", block, serial, "CreateFileW failed with ERROR_FILE_NOT_FOUND (2)"},
  };
  for (const auto& each : refused) {
    if (each.device != "\\\\.\\Q:") Put(each.device, each.block);
    const std::string error = ProofError(each.device, each.serial);
    EXPECT_TRUE(error.starts_with("--volume " + each.device + ": ")) << error;
    EXPECT_NE(error.find(each.why), error.npos) << error << "\n    instead of " << each.why;
  }
  Put(kVolume, block);
  Put(kRaw, raw_block);
  EXPECT_EQ(ProofError(kVolume, serial), "");
}

TEST_F(SacrificeTest, OneDeviceIsNotTwo) {
  ASSERT_EQ(BlessError(kVolume, AsAsked), "");
  try {
    ProveAll(api_, nullptr, {{kVolume, serial_}, {"\\\\.\\v:", serial_}});
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "--volume \\\\.\\v:: it is given twice");
  }
}

TEST_F(SacrificeTest, ADeviceThatTellsNoExtentsIsRefused) {
  ASSERT_EQ(BlessError(kVolume, AsAsked), "");
  api_.DeviceIoControl = [](HANDLE handle, DWORD code, LPVOID in, DWORD in_size, LPVOID out,
                            DWORD out_size, LPDWORD bytes, LPOVERLAPPED overlapped) -> BOOL {
    if (code != IOCTL_VOLUME_GET_VOLUME_DISK_EXTENTS) {
      return real.DeviceIoControl(handle, code, in, in_size, out, out_size, bytes, overlapped);
    }
    real.SetLastError(ERROR_MORE_DATA);
    return FALSE;
  };
  EXPECT_EQ(ProofError(kVolume, serial_),
            "--volume " + kVolume +
                ": IOCTL_VOLUME_GET_VOLUME_DISK_EXTENTS, which tells it from other volumes, failed "
                "with ERROR_MORE_DATA (234)");
}

}  // namespace
}  // namespace wfx
