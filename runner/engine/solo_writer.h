// A thread's own writes, one after the other, each waited for.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "runner/engine/ledger.h"
#include "runner/win32/api.h"

namespace wfx {

// Thread rule: used on the thread that made it, one a thread.
class SoloWriter {
 public:
  // How one write ended.
  struct End {
    enum class Kind { kEnded, kRefused, kEndless } kind = Kind::kEnded;
    DWORD error = 0, bytes = 0;  // of kRefused the last error
    std::uint32_t surplus = 0;   // runs of the routine beyond the first
  };

  // `api` must stay for good.
  explicit SoloWriter(const Win32Api& api);
  ~SoloWriter();
  SoloWriter(const SoloWriter&) = delete;
  SoloWriter& operator=(const SoloWriter&) = delete;

  // Issues a WriteFileEx of `bytes` and waits alertably for its routine until `deadline`. An endless
  // one keeps the memory of its bytes and OVERLAPPED for good, and must be the last.
  End Write(HANDLE file, std::uint64_t offset, std::span<const std::uint8_t> bytes,
            SteadyClock::time_point deadline);
  // Routines that are still to come: for nothing, all have run.
  std::uint32_t Leftover();

 private:
  struct Request;
  const Win32Api& api_;
  std::shared_ptr<Request> request_;
};

}  // namespace wfx
