// Any text is a record or a journal, or is refused with one line that names a line of the text; and
// what was read is written so that it reads the same.
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
  wfx::ClaimReadOrRefused(text, [](const std::string& record) {
    wfx::CheckRoundTrip(wfx::ReadRecordText(record, "fuzz.json"));
  });
  return 0;
}
