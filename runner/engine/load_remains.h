// What is in a file once a load to it is over.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

#include "runner/engine/scene.h"
#include "runner/win32/api.h"
#include "runner/win32/handle.h"

namespace wfx {

// Reads a file through a handle of its own. What the system refuses is a std::runtime_error with
// its reason.
class Remains {
 public:
  // Both must outlive it. REQUIRES: no write to the file is outstanding.
  Remains(const Win32Api& api, const StagedFile& file);

  std::uint64_t Size() const;
  // Reads on from `begin`, where the last call ended, to `end`: shows one chunk after the other
  // with its offset, each of whole `unit`s but for the last, until `look` gives false.
  using Look = std::function<bool(std::uint64_t offset, std::span<const std::uint8_t> chunk)>;
  void ReadThrough(std::uint64_t begin, std::uint64_t end, std::size_t unit, const Look& look);
  // How many of the bytes from `offset` on are what was there before the load. Appended bytes were
  // not there before.
  std::size_t SameAsBefore(std::uint64_t offset, std::span<const std::uint8_t> bytes) const;

 private:
  void Read(std::span<std::uint8_t> chunk);
  [[noreturn]] void Fail(const char* function) const;

  const Win32Api& api_;
  const StagedFile& file_;
  const Handle handle_;
};

}  // namespace wfx
