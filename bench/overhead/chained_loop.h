// The least that keeps writes outstanding: what the load engine is held against.
#pragma once

#include <cstdint>
#include <memory>

#include "runner/win32/api.h"

namespace wfx {

struct ChainSettings {
  HANDLE handle = nullptr;  // opened for overlapped writing
  std::uint32_t length = 4096;
  std::uint32_t queue_depth = 1;
  std::uint64_t size = 0;  // of the file: at least `length`
};

// Random writes, each issued in the completion routine of the one before it, as in the engine.
// Takes no stamp and no figure; it stops for a write that fails or is short, and that is all it
// looks at. One at a time. Thread rule: one thread.
class ChainedLoop {
 public:
  // `api` must outlive it.
  ChainedLoop(const Win32Api& api, const ChainSettings& settings);
  // Leaves the memory of a write that is still outstanding alone, for ever.
  ~ChainedLoop();
  ChainedLoop(const ChainedLoop&) = delete;
  ChainedLoop& operator=(const ChainedLoop&) = delete;

  // Makes so many writes and waits for them. Throws std::runtime_error, one line, when one fails.
  void Run(std::uint64_t writes);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace wfx
