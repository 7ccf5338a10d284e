#include "conformance/printer.h"

#include <iomanip>
#include <iostream>
#include <string_view>

#include "conformance/summary.h"
#include "runner/process/program.h"

namespace wfx {
namespace {

constexpr std::size_t kLineWidth = 79;

bool BelongsTo(const Result& result, std::string_view area) {
  return result.scenario.size() > area.size() && result.scenario.starts_with(area) &&
         result.scenario[area.size()] == '/';
}

}  // namespace

Printer::Printer(const Session& session) : session_(session), watched_(OutputIsWatched()) {}

void Printer::OnTestStart(const testing::TestInfo& test) {
  ++started_;
  if (!watched_) return;
  const std::string total = std::to_string(session_.record().planned);
  std::string number = std::to_string(started_);
  if (number.size() < total.size()) number.insert(0, total.size() - number.size(), ' ');
  const std::string line =
      "[" + number + "/" + total + "] " + test.test_suite_name() + "/" + test.name();
  std::cout << "\r" << std::left << std::setw(static_cast<int>(kLineWidth))
            << line.substr(0, kLineWidth) << std::flush;
  line_is_open_ = true;
}

void Printer::ClearLine() {
  if (line_is_open_) std::cout << "\r" << std::string(kLineWidth, ' ') << "\r";
  line_is_open_ = false;
}

void Printer::OnTestPartResult(const testing::TestPartResult& part) {
  // What a scenario broke stands in the summary; this is something else, such as a record that
  // cannot be written.
  if (!part.failed() || part.file_name() != nullptr) return;
  ClearLine();
  std::cout << part.message() << "\n" << std::flush;
}

void Printer::OnTestEnd(const testing::TestInfo& test) {
  if (!test.result()->Failed() || session_.record().results.empty()) return;
  ClearLine();
  const Result& result = session_.record().results.back();
  std::cout << Describe(result.verdict).name << " " << result.FullId() << "\n" << std::flush;
}

void Printer::OnTestSuiteEnd(const testing::TestSuite& suite) {
  if (watched_) return;
  Counts counts{};
  for (const Result& result : session_.record().results) {
    if (BelongsTo(result, suite.name())) ++counts[static_cast<std::size_t>(result.verdict)];
  }
  if (counts == Counts{}) return;  // the run ended before its first result
  std::cout << std::left << std::setw(16) << suite.name() << " " << Spell(counts) << "\n"
            << std::flush;
}

void Printer::OnEnvironmentsTearDownEnd(const testing::UnitTest&) {
  ClearLine();
  std::cout << std::flush;
}

}  // namespace wfx
