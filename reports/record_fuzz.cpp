// Any text is a record or a journal, or is refused with one line that names a line of the text; and
// what was read is written so that it reads the same.
#include <algorithm>
#include <string>

#include "reports/record.h"
#include "runner/fuzz_claim.h"
#include "runner/json_text.h"

namespace wfx {
namespace {

void CheckRoundTrip(const RunRecord& record) {
  const std::string text = ToJson(record);
  try {
    Claim(ToJson(ReadRecordText(text, "again.json")) == text, "a record reads as it was written");
  } catch (const JsonError& error) {
    std::fprintf(stderr, "%s\n%s\n", error.what(), text.c_str());
    Claim(false, "what is written can be read");
  }
}

}  // namespace
}  // namespace wfx

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(wfx::TextOf(data, size));
  const int last = 1 + static_cast<int>(std::count(text.begin(), text.end(), '\n'));
  try {
    wfx::CheckRoundTrip(wfx::ReadRecordText(text, "fuzz.json"));
  } catch (const wfx::JsonError& error) {
    wfx::Claim(error.line >= 1 && error.line <= last, "the error is in a line of the text");
    wfx::Claim(wfx::IsOneLine(error.message), "the message is one line");
  }
  return 0;
}
