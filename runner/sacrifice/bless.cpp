#include "runner/sacrifice/bless.h"

#include <istream>
#include <ostream>
#include <stdexcept>

#include "runner/names.h"
#include "runner/sacrifice/device.h"
#include "runner/win32/overlapped.h"
#include "runner/win32/text.h"

namespace wfx {
namespace {

// The next line of `in`, without the ends that consoles and pipes leave.
std::string Answer(std::istream& in) {
  std::string line;
  std::getline(in, line);
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
  return line;
}

void Ask(std::istream& in, std::ostream& out, const std::string& question,
         const std::string& wanted) {
  out << question << ": " << std::flush;
  const std::string answer = Answer(in);
  out << "\n";
  if (answer == wanted) return;
  throw std::runtime_error(answer.empty() ? "no answer; nothing was written"
                                          : "\"" + answer + "\" is not \"" + wanted +
                                                "\"; nothing was written");
}

// Windows grants the lock only while nobody has a file of the volume open.
void WriteBlock(const Win32Api& api, const std::string& name, const std::string& block) {
  const auto fail = [&](const std::string& what, const std::string& then) {
    throw std::runtime_error(what + " failed with " + DescribeError(api.GetLastError()) + "; " +
                             then);
  };
  const Handle volume(
      api, api.CreateFileW(Wide(name).c_str(), GENERIC_READ | GENERIC_WRITE, kShareAll, nullptr,
                           OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr));
  if (!volume.valid()) fail("CreateFileW for writing", "nothing was written");
  DWORD bytes = 0;
  if (!api.DeviceIoControl(volume.get(), FSCTL_LOCK_VOLUME, nullptr, 0, nullptr, 0, &bytes,
                           nullptr)) {
    fail("FSCTL_LOCK_VOLUME", "it is in use; nothing was written");
  }
  OVERLAPPED where = OverlappedAt(kBlessingOffset);
  if (!api.WriteFile(volume.get(), block.data(), static_cast<DWORD>(block.size()), &bytes,
                     &where) ||
      bytes != block.size()) {
    fail("WriteFile of its block", "it may not be used");
  }
  api.FlushFileBuffers(volume.get());
  if (ReadBlock(api, volume.get()) != block) {
    throw std::runtime_error("its block does not read back as it was written");
  }
}

}  // namespace

void Bless(const Win32Api& api, const Host* host, const std::string& asked,
           const std::string& program, std::istream& in, std::ostream& out) {
  constexpr std::size_t kSerial = 16, kToken = 6;
  Blessing blessing;
  blessing.serial = RandomDigits(kSerial);
  std::string name;
  {
    const Device device(api, host, asked);
    name = device.name();
    blessing.size = device.size();
    blessing.identity = device.identity();
    static_cast<void>(device.Block());
  }
  const std::string block = BlockOf(blessing), token = RandomDigits(kToken);
  out << name << " is " << blessing.identity << ".\nIt has " << blessing.size
      << " bytes. After this, tests may destroy everything on it.\n";
  Ask(in, out, "Type its size in bytes", std::to_string(blessing.size));
  Ask(in, out, "Type " + token + " to allow it", token);
  // What was asked about is what is written to.
  if (Device(api, host, asked).identity() != blessing.identity) {
    throw std::runtime_error("it has become another device meanwhile; nothing was written");
  }
  WriteBlock(api, name, block);
  out << "Its serial is " << blessing.serial << ". To use it:\n  " << program << " --volume "
      << name << " --destroy " << blessing.serial << "\n";
}

}  // namespace wfx
