#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <fstream>

#include "runner/process/machine.h"
#include "runner/process/token_file.h"

namespace wfx {
namespace {

std::string FirstLineOf(const char* path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

}  // namespace

MachineIdentity ThisMachine() {
  std::array<char, 256> name{};
  gethostname(name.data(), name.size() - 1);
  return {name.data(), FirstLineOf("/proc/sys/kernel/random/boot_id"),
          FirstLineOf("/etc/machine-id")};
}

std::string WhoElseMayRead(const std::filesystem::path& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return "";
  if ((status.st_mode & S_IROTH) != 0) return "everybody";
  return (status.st_mode & S_IRGRP) != 0 ? "its group" : "";
}

std::string HowToKeepPrivate(const std::string& path) { return "chmod 600 " + path; }

}  // namespace wfx
