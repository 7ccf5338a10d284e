// The directories a run tests in.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "runner/options.h"

namespace wfx {

class TargetDirectories {
 public:
  // Throws UsageError for a directory that cannot be one: on kernel32 it has to be there, on the
  // model it is a folder on its drive.
  explicit TargetDirectories(const Options& options);
  ~TargetDirectories();  // removes the temporary folder
  TargetDirectories(const TargetDirectories&) = delete;
  TargetDirectories& operator=(const TargetDirectories&) = delete;

  // "default" when none was asked for.
  std::vector<std::string> Names() const;
  // Name and directory of each, the latter spelled for the system under test. Where none was asked
  // for: a fresh temporary folder, or one of the model, which is not made here. Once.
  std::vector<std::pair<std::string, std::string>> Find();

 private:
  const bool on_model_;
  const std::vector<std::pair<std::string, std::string>> asked_;
  std::filesystem::path temporary_;  // "" = none was made
};

}  // namespace wfx
