// Any text is a scenario, a file of requirements and one of deviations, or is refused with messages
// of one line each that name a line of the text.
#include <algorithm>
#include <string>
#include <vector>

#include "runner/fuzz_claim.h"
#include "runner/scenario/catalogue.h"
#include "runner/scenario/requirements.h"
#include "runner/scenario/sources.h"

namespace wfx {
namespace {

const std::string kFile = "fuzz.json";

void CheckErrors(const std::vector<ReadError>& errors, int last) {
  for (const ReadError& error : errors) {
    Claim(error.file == kFile, "the error names the file");
    Claim(error.line >= 1 && error.line <= last, "the error is in a line of the text");
    Claim(IsOneLine(error.message), "the message is one line");
  }
}

void CheckScenario(const std::string& text, int last) {
  std::vector<ReadError> errors;
  const Scenario scenario = ReadScenario(text, "area/fuzz", kFile, errors);
  CheckErrors(errors, last);
  Claim(scenario.text == text, "a scenario keeps its text");
  Claim(!errors.empty() || !scenario.cases.empty(), "a sound scenario has cases");
}

}  // namespace
}  // namespace wfx

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(wfx::TextOf(data, size));
  const int last = 1 + static_cast<int>(std::count(text.begin(), text.end(), '\n'));
  wfx::CheckScenario(text, last);
  std::vector<wfx::ReadError> errors;
  wfx::ReadDeviations(text, wfx::kFile, nullptr, errors);
  wfx::CheckErrors(errors, last);
  errors.clear();
  wfx::ReadRequirements(text, "area", wfx::kFile, errors);
  wfx::CheckErrors(errors, last);
  errors.clear();
  wfx::Sources sources;
  wfx::ReadSources(text, wfx::kFile, sources, errors);
  wfx::CheckErrors(errors, last);
  return 0;
}
