// What the fuzz targets share. One is a source X_fuzz.cpp beside the code it throws bytes at: it
// defines LLVMFuzzerTestOneInput, and claims what holds for any input. tools/fuzz runs them;
// without a fuzzer tools/fuzz_replay.cpp runs each on its corpus.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "runner/json_text.h"

// Tries one input. Always gives 0; what is wrong ends the process.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace wfx {

inline std::string_view TextOf(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// Ends the process unless `holds`.
inline void Claim(bool holds, const char* claim) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", claim);
  std::abort();
}

// True when a message is one line, as every message is to be.
inline bool IsOneLine(std::string_view message) {
  return !message.empty() && message.find('\n') == message.npos;
}

// `read` of the text succeeds, or is refused as every bad text is: in one line that names a line of
// the text.
template <typename Read>
void ClaimReadOrRefused(const std::string& text, Read read) {
  const auto last = 1 + std::count(text.begin(), text.end(), '\n');
  try {
    read(text);
  } catch (const JsonError& error) {
    Claim(error.line >= 1 && error.line <= last, "the error is in a line of the text");
    Claim(IsOneLine(error.message), "the message is one line");
  }
}

}  // namespace wfx
