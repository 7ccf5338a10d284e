#include "bench/framework.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <charconv>
#include <iostream>
#include <sstream>
#include <string_view>

#include "runner/session.h"

namespace wfx {
namespace {

constexpr char kLength[] = "a scenario says how long it measures; --run-for TIME shortens it";

// The value of "--name=value" or "--name" where `option` is that one.
std::optional<std::string> ValueOf(std::string_view name, std::string_view option) {
  if (!option.starts_with(name)) return std::nullopt;
  option.remove_prefix(name.size());
  if (option.empty()) return "";
  if (option.front() != '=') return std::nullopt;
  return std::string(option.substr(1));
}

// As Google Benchmark reads a boolean option.
bool IsTrue(const std::string& value) {
  static constexpr std::string_view kFalse[] = {"0", "f", "F", "n", "N", "false", "no", "off"};
  return std::find(std::begin(kFalse), std::end(kFalse), value) == std::end(kFalse);
}

// `words` without the program's name.
void Initialize(const std::string& program, std::vector<std::string> words) {
  // It keeps the pointer to the name.
  static std::string name(program);
  std::vector<char*> pointers{name.data()};
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  int count = static_cast<int>(words.size()) + 1;
  // It would print its help and end with 0 where it does not understand a value.
  benchmark::Initialize(&count, pointers.data(), [] {
    throw UsageError(
        "Google Benchmark does not understand the value of one of its options; --benchmark_help "
        "lists them");
  });
  if (count > 1) {
    throw UsageError("Google Benchmark does not know or understand " + std::string(pointers[1]) +
                     "; --benchmark_help lists its options");
  }
}

// Its reporter only has the streams that the list and its complaints are printed to.
class Listing : public benchmark::BenchmarkReporter {
 public:
  Listing() {
    SetOutputStream(&names);
    SetErrorStream(&complaint);
  }
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>&) override {}

  std::ostringstream names, complaint;
};

}  // namespace

BenchmarkOptions::BenchmarkOptions(const Program& program, const std::vector<std::string>& options)
    : program_(program.name) {
  for (const std::string& option : options) Take(option);
  writes_json_ = has_output_ && output_is_json_;
  if (!help_) HandOver(options);
}

void BenchmarkOptions::Take(const std::string& option) {
  for (const char* length : {"--benchmark_min_time", "--benchmark_min_warmup_time"}) {
    if (ValueOf(length, option))
      throw UsageError(std::string(length) + " does not apply: " + kLength);
  }
  if (ValueOf("--benchmark_help", option)) help_ = true;
  if (const auto value = ValueOf("--benchmark_list_tests", option)) only_lists_ = IsTrue(*value);
  if (const auto value = ValueOf("--benchmark_format", option))
    prints_console_ = *value == "console";
  if (const auto value = ValueOf("--benchmark_out", option)) has_output_ = !value->empty();
  if (const auto value = ValueOf("--benchmark_out_format", option))
    output_is_json_ = *value == "json";
  for (const char* aggregates :
       {"--benchmark_report_aggregates_only", "--benchmark_display_aggregates_only"}) {
    if (const auto value = ValueOf(aggregates, option)) shows_aggregates_ = IsTrue(*value);
  }
  if (const auto value = ValueOf("--benchmark_repetitions", option)) {
    std::uint32_t count = 0;
    const char* end = value->data() + value->size();
    if (std::from_chars(value->data(), end, count).ptr != end || count == 0) {
      throw UsageError("--benchmark_repetitions is a whole number from 1 on, not \"" + *value +
                       "\"");
    }
    repetitions_ = count;
  }
}

// Its environment variables can set what we must not let it have, so that is set last.
void BenchmarkOptions::HandOver(const std::vector<std::string>& options) const {
  std::vector<std::string> words = options;
  words.insert(words.end(), {"--benchmark_list_tests=false", "--benchmark_min_warmup_time=0",
                             "--benchmark_repetitions=1"});
  Initialize(program_, std::move(words));
}

std::vector<std::size_t> BenchmarkOptions::Select(const std::vector<std::string>& names) const {
  for (const std::string& name : names)
    benchmark::RegisterBenchmark(name.c_str(), [](benchmark::State&) {});
  Initialize(program_, {"--benchmark_list_tests=true"});
  Listing listing;
  benchmark::RunSpecifiedBenchmarks(&listing, benchmark::GetBenchmarkFilter());
  Initialize(program_, {"--benchmark_list_tests=false"});
  benchmark::ClearRegisteredBenchmarks();

  std::vector<std::size_t> selected;
  std::istringstream lines(listing.names.str());
  for (std::string line; std::getline(lines, line);) {
    const auto found = std::find(names.begin(), names.end(), line);
    if (found != names.end()) selected.push_back(static_cast<std::size_t>(found - names.begin()));
  }
  const std::string complaint = listing.complaint.str();
  if (complaint.find("Could not compile") != complaint.npos) {
    throw UsageError("--benchmark_filter=" + benchmark::GetBenchmarkFilter() +
                     " is no regular expression");
  }
  if (selected.empty()) {
    throw NothingSelected("--benchmark_filter=" + benchmark::GetBenchmarkFilter() +
                          " leaves nothing to run; --benchmark_list_tests shows what there is");
  }
  return selected;
}

int PrintFrameworkHelp() {
  benchmark::PrintDefaultHelp();
  std::cout << "--benchmark_min_time and --benchmark_min_warmup_time are refused: " << kLength
            << ".\n";
  return kHeld;
}

}  // namespace wfx
