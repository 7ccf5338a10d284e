#include "runner/session_targets.h"

#include <system_error>

#include "runner/process/program.h"
#include "runner/session_venue.h"

namespace wfx {
namespace {

namespace fs = std::filesystem;

void CheckHostDirectory(const std::string& directory) {
  std::error_code error;
  if (!fs::is_directory(PathOf(directory), error))
    throw UsageError("--target: there is no directory " + directory);
}

void CheckModelFolder(const std::string& folder) {
  const bool is_on_c = (folder.starts_with("C:\\") || folder.starts_with("c:\\")) &&
                       folder.size() > 3 && folder.find('/') == folder.npos;
  if (!is_on_c) {
    throw UsageError("--target: " + folder + " is no folder of the model; its drive is C:, so " +
                     kModelFolder + " is right");
  }
}

}  // namespace

TargetDirectories::TargetDirectories(const Options& options)
    : on_model_(options.system != "kernel32"), asked_(options.targets) {
  for (const auto& [name, directory] : asked_)
    on_model_ ? CheckModelFolder(directory) : CheckHostDirectory(directory);
}

TargetDirectories::~TargetDirectories() {
  std::error_code error;  // what an abandoned worker still holds stays
  if (!temporary_.empty()) fs::remove_all(temporary_, error);
}

std::vector<std::string> TargetDirectories::Names() const {
  std::vector<std::string> names;
  for (const auto& target : asked_) names.push_back(target.first);
  if (names.empty()) names.emplace_back("default");
  return names;
}

std::vector<std::pair<std::string, std::string>> TargetDirectories::Find() {
  std::vector<std::pair<std::string, std::string>> found = asked_;
  if (on_model_) {
    if (found.empty()) found.emplace_back("default", kModelFolder);
    return found;
  }
  if (found.empty()) {
    temporary_ = MakeTemporaryFolder("wfx-");
    found.emplace_back("default", TextOf(temporary_));
  }
  for (auto& target : found) {
    const std::u8string native = fs::absolute(PathOf(target.second)).make_preferred().u8string();
    target.second.assign(native.begin(), native.end());
  }
  return found;
}

}  // namespace wfx
