// Whatever a worker or its session sends is a request, an answer, or refused with one line; and
// what was read is written so that it reads the same.
#include <string>

#include "runner/fuzz_claim.h"
#include "runner/json_text.h"
#include "runner/worker_frames.h"

namespace wfx {
namespace {

template <typename Read>
void Check(const std::string& frame, Read read) {
  try {
    const std::string written = ToFrame(read(frame));
    Claim(ToFrame(read(written)) == written, "a frame reads as it was written");
  } catch (const JsonError& error) {
    Claim(IsOneLine(error.message), "the message is one line");
  }
}

}  // namespace
}  // namespace wfx

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string frame(wfx::TextOf(data, size));
  wfx::Check(frame, &wfx::RequestFromFrame);
  wfx::Check(frame, &wfx::AnswerFromFrame);
  return 0;
}
