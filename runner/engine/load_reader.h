// Reads a pipe's other end as fast as it can, on a thread of its own.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "runner/scenario/quantity.h"
#include "runner/win32/api.h"

namespace wfx {

// Thread rule: used by one thread.
class LoadReader {
 public:
  // Begins to read. `overlapped` says how the handle was opened. `api` must live until the process
  // ends.
  LoadReader(const Win32Api& api, HANDLE handle, bool overlapped);
  // Leaves a thread that is still reading alone.
  ~LoadReader();
  LoadReader(const LoadReader&) = delete;
  LoadReader& operator=(const LoadReader&) = delete;

  // Waits until this many bytes have come, or none for `patience`. What is wrong, one line; empty
  // when exactly these came.
  std::string Expect(std::uint64_t bytes, Duration patience);
  // After the other end was closed: waits until the reader has noticed. False when it has not, and
  // its handle must stay open.
  bool End(Duration patience);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace wfx
