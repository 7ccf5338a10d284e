// Google Benchmark as this program wants it: strict about its options, its names without
// decoration.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "runner/options.h"

namespace wfx {

// The options that belong to Google Benchmark.
class BenchmarkOptions {
 public:
  // Throws UsageError for one that Google Benchmark does not know, or that would falsify what is
  // measured.
  BenchmarkOptions(const Program& program, const std::vector<std::string>& options);

  // Which of `names` its filter takes, in order. Throws NothingSelected when it takes none.
  std::vector<std::size_t> Select(const std::vector<std::string>& names) const;

  bool help() const { return help_; }
  bool only_lists() const { return only_lists_; }
  // Standard output is for people; otherwise it is JSON or CSV and nothing else may be printed
  // there.
  bool prints_console() const { return prints_console_; }
  // Its JSON goes to a file.
  bool writes_json() const { return writes_json_; }
  // Rows with mean and deviation are shown.
  bool shows_aggregates() const { return shows_aggregates_; }
  std::optional<std::uint32_t> repetitions() const { return repetitions_; }

 private:
  void Take(const std::string& option);
  void HandOver(const std::vector<std::string>& options) const;

  std::string program_;
  bool help_ = false, only_lists_ = false, prints_console_ = true, shows_aggregates_ = false;
  bool has_output_ = false, output_is_json_ = true, writes_json_ = false;
  std::optional<std::uint32_t> repetitions_;
};

// Google Benchmark's own options. The exit code.
int PrintFrameworkHelp();

}  // namespace wfx
