#include "runner/sacrifice/host.h"

#include <algorithm>
#include <sstream>
#include <utility>
#include <vector>

#include "runner/win32/handle.h"
#include "runner/win32/read_to_end.h"
#include "runner/win32/text.h"

namespace wfx {
namespace {

constexpr std::string_view kDevices = "/dev/";
constexpr std::string_view kLoop = "/dev/loop";

// "\\040" is a space: how the kernel writes names into its tables.
std::string Unescaped(const std::string& text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto digit = [&](std::size_t i) {
      return i < text.size() && text[i] >= '0' && text[i] <= '7';
    };
    if (text[at] == '\\' && digit(at + 1) && digit(at + 2) && digit(at + 3)) {
      plain += static_cast<char>((text[at + 1] - '0') * 64 + (text[at + 2] - '0') * 8 +
                                 (text[at + 3] - '0'));
      at += 3;
    } else {
      plain += text[at];
    }
  }
  return plain;
}

struct Mount {
  std::string number;  // "7:0", of the device
  std::string source, point;
};

std::vector<Mount> MountsIn(const std::string& mountinfo) {
  std::vector<Mount> mounts;
  std::istringstream lines(mountinfo);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t dash = line.find(" - ");
    if (dash == line.npos) continue;
    Mount mount;
    std::string skipped;
    std::istringstream(line) >> skipped >> skipped >> mount.number >> skipped >> mount.point;
    std::istringstream(line.substr(dash + 3)) >> skipped >> mount.source;
    mount.point = Unescaped(mount.point);
    mount.source = Unescaped(mount.source);
    mounts.push_back(std::move(mount));
  }
  return mounts;
}

struct BlockDevice {
  std::string number, name;  // "7:0", "loop0"
};

std::vector<BlockDevice> DevicesIn(const std::string& partitions) {
  std::vector<BlockDevice> devices;
  std::istringstream lines(partitions);
  for (std::string line; std::getline(lines, line);) {
    std::string major, minor, blocks, name;
    std::istringstream(line) >> major >> minor >> blocks >> name;
    if (!name.empty() && major != "major") devices.push_back({major + ":" + minor, name});
  }
  return devices;
}

std::string FirstLine(const std::string& text) { return text.substr(0, text.find('\n')); }

// What is loaded once for all the questions about one file.
class Inquiry {
 public:
  explicit Inquiry(const Host& host) : host_(host) {}

  std::string WhyNot(const HostFile& file) {
    const auto mounts = host_.text("/proc/self/mountinfo");
    const auto partitions = host_.text("/proc/partitions");
    if (!mounts || !partitions) {
      return "what the host has mounted cannot be read from /proc, so nothing is safe";
    }
    mounts_ = MountsIn(*mounts);
    devices_ = DevicesIn(*partitions);
    swaps_ = host_.text("/proc/swaps").value_or("");
    if (file.path.empty()) return "it stands for nothing on the host";
    if (file.regular) return WhyNotImage(file, "");
    if (file.path.starts_with(kLoop)) return WhyNotLoop(file);
    return "it is " + file.path + " of the host; only an image file or a free loop device is right";
  }

 private:
  // `own_loop`: the loop device that may have it, "loop0" or "".
  std::string WhyNotImage(const HostFile& image, const std::string& own_loop) const {
    const std::string named = "its image " + image.path;
    if (image.path.starts_with("/proc/") || image.path.starts_with("/sys/")) {
      return named + " is the kernel's";
    }
    if (image.links != 1) {
      return named + " has " + std::to_string(image.links) + " names (hard links); one is right";
    }
    for (const BlockDevice& device : devices_) {
      if (device.name == own_loop || !device.name.starts_with("loop")) continue;
      const std::string backing = BackingOf(device.name);
      const auto other = backing.empty() ? std::nullopt : host_.file(backing);
      const bool same_file = other && other->number == image.number && other->size == image.size;
      if (backing == image.path || same_file) {
        return named + " is in use by the loop device /dev/" + device.name;
      }
    }
    for (const Mount& mount : mounts_) {
      if (mount.source == image.path) return named + " is mounted on " + mount.point;
    }
    return IsSwap(image.path) ? named + " is in use as swap" : "";
  }

  std::string WhyNotLoop(const HostFile& device) const {
    const std::string name = device.path.substr(kDevices.size());
    if (name.find_first_not_of("0123456789", 4) != name.npos || name.size() == 4) {
      return device.path + " is no whole loop device; /dev/loop and a number is right";
    }
    const std::string backing = BackingOf(name);
    const auto image = backing.empty() ? std::nullopt : host_.file(backing);
    if (backing.empty()) return device.path + " has no image";
    const bool is_device = backing.starts_with(kDevices) && !backing.starts_with("/dev/shm/");
    if (!image || !image->regular || is_device) {
      return device.path + " lies on " + backing + ", which is no image file";
    }
    const auto sectors = host_.text("/sys/block/" + name + "/size");
    if (!sectors || FirstLine(*sectors) != std::to_string(device.size / 512)) {
      return device.path + " has another size than the kernel says of " + name;
    }
    for (const BlockDevice& each : devices_) {
      const std::string why = WhyNotPart(each, name);
      if (!why.empty()) return why;
    }
    return WhyNotImage({backing, true, image->size, image->number, image->links}, name);
  }

  // `each` is the loop device `name`, a partition of it, or something that may lie on either.
  std::string WhyNotPart(const BlockDevice& each, const std::string& name) const {
    const std::string path = std::string(kDevices) + each.name;
    const bool is_own = each.name == name || each.name.starts_with(name + "p");
    if (!is_own) return LiesOn(each.name, name) ? "/dev/" + name + " is in use by " + path : "";
    for (const Mount& mount : mounts_) {
      if (mount.number == each.number || mount.source == path) {
        return path + " is mounted on " + mount.point;
      }
    }
    return IsSwap(path) ? path + " is in use as swap" : "";
  }

  bool LiesOn(const std::string& upper, const std::string& lower) const {
    const std::string slaves = "/sys/block/" + upper + "/slaves/";
    return std::ranges::any_of(devices_, [&](const BlockDevice& each) {
      const bool is_lower = each.name == lower || each.name.starts_with(lower + "p");
      return is_lower && host_.text(slaves + each.name + "/dev").has_value();
    });
  }

  bool IsSwap(const std::string& path) const {
    std::istringstream lines(swaps_);
    for (std::string line; std::getline(lines, line);) {
      std::string name;
      std::istringstream(line) >> name;
      if (Unescaped(name) == path) return true;
    }
    return false;
  }

  std::string BackingOf(const std::string& loop) const {
    return FirstLine(host_.text("/sys/block/" + loop + "/loop/backing_file").value_or(""));
  }

  const Host& host_;
  std::vector<Mount> mounts_;
  std::vector<BlockDevice> devices_;
  std::string swaps_;
};

// Opens a file of the host. Not valid where there is none.
Handle OpenOnHost(const Win32Api& api, const std::string& path) {
  std::string name = "\\\\?\\unix" + path;
  std::replace(name.begin() + 8, name.end(), '/', '\\');
  return {api, api.CreateFileW(Wide(name).c_str(), GENERIC_READ, kShareAll, nullptr, OPEN_EXISTING,
                               FILE_ATTRIBUTE_NORMAL, nullptr)};
}

}  // namespace

HostFile HostFileOf(const std::string& path, const BY_HANDLE_FILE_INFORMATION& facts) {
  const auto joined = [](DWORD high, DWORD low) { return std::uint64_t{high} << 32 | low; };
  const bool is_folder = (facts.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
  return {path, !is_folder, joined(facts.nFileSizeHigh, facts.nFileSizeLow),
          joined(facts.nFileIndexHigh, facts.nFileIndexLow), facts.nNumberOfLinks};
}

Host HostBelow(const Win32Api& api) {
  Host host;
  host.text = [&api](const std::string& path) -> std::optional<std::string> {
    const Handle file = OpenOnHost(api, path);
    if (!file.valid()) return std::nullopt;
    return ReadToEnd(api, file.get());
  };
  host.file = [&api](const std::string& path) -> std::optional<HostFile> {
    const Handle file = OpenOnHost(api, path);
    BY_HANDLE_FILE_INFORMATION facts{};
    if (!file.valid() || !api.GetFileInformationByHandle(file.get(), &facts)) return std::nullopt;
    return HostFileOf(path, facts);
  };
  return host;
}

std::string WhyNotOnHost(const HostFile& file, const Host& host) {
  return Inquiry(host).WhyNot(file);
}

std::string IdentityOnHost(const HostFile& file, const Host& host) {
  if (file.regular) return "image " + file.path + ", file " + std::to_string(file.number);
  const std::string name = file.path.substr(kDevices.size());
  const std::string backing =
      FirstLine(host.text("/sys/block/" + name + "/loop/backing_file").value_or(""));
  const auto image = host.file(backing);
  return "loop device " + file.path + " of " + backing + ", file " +
         std::to_string(image ? image->number : 0);
}

}  // namespace wfx
