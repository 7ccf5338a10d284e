// A volume that somebody says may be destroyed, opened for reading only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "runner/sacrifice/blessing.h"
#include "runner/sacrifice/host.h"
#include "runner/win32/api.h"
#include "runner/win32/handle.h"

namespace wfx {

// "\\\\.\\v:" -> "\\\\.\\V:". Throws std::runtime_error, one line, for everything else: disks,
// paths, shares, the drive of the system.
std::string VolumeName(const std::string& asked);

// Thread rule: one thread at a time. Everything throws std::runtime_error, one line.
class Device {
 public:
  // Opens `asked` and asks what can be known without a write; refuses what may never be destroyed.
  // `host`: what Wine runs on; null = it is not Wine.
  // REQUIRES: `api` and `host` outlive it.
  Device(const Win32Api& api, const Host* host, const std::string& asked);

  const std::string& name() const { return name_; }
  std::uint64_t size() const { return size_; }
  const std::string& identity() const { return identity_; }
  // The kBlessingSize bytes at kBlessingOffset.
  std::string Block() const;

 private:
  [[noreturn]] void Fail(const std::string& what) const;
  void Identify(const Host& host);
  void IdentifyByExtents();

  const Win32Api& api_;
  std::string name_;
  Handle handle_;
  std::uint64_t size_ = 0;
  std::string identity_;
};

// The block as `handle` reads it now. Throws std::runtime_error, one line.
std::string ReadBlock(const Win32Api& api, HANDLE handle);

}  // namespace wfx
