// Any stream of bytes, in any pieces, gives the same frames: those that stand in it.
#include <string>
#include <vector>

#include "runner/fuzz_claim.h"
#include "runner/process/frames.h"

namespace wfx {
namespace {

struct Frames {
  std::vector<std::string> whole;
  bool broken = false;
};

// Reads `stream` in pieces of `piece` bytes.
Frames ReadInPieces(std::string_view stream, std::size_t piece) {
  FrameReader reader;
  Frames frames;
  for (std::size_t at = 0; at < stream.size(); at += piece) {
    reader.Add(stream.substr(at, piece));
    while (auto frame = reader.Take()) frames.whole.push_back(std::move(*frame));
  }
  frames.broken = reader.broken();
  return frames;
}

}  // namespace
}  // namespace wfx

// The first byte says how long the pieces are.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string stream(wfx::TextOf(data + 1, size - 1));
  const wfx::Frames in_pieces = wfx::ReadInPieces(stream, 1 + data[0] % 16);
  const wfx::Frames at_once = wfx::ReadInPieces(stream, stream.size() + 1);
  wfx::Claim(in_pieces.whole == at_once.whole, "pieces do not matter");
  wfx::Claim(in_pieces.broken == at_once.broken, "pieces do not decide what is broken");
  std::string again;
  for (const std::string& frame : at_once.whole) again += wfx::Framed(frame);
  wfx::Claim(stream.starts_with(again), "frames are what stands in the stream");
  return 0;
}
