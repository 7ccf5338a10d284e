// Completion ports.
#pragma once

#include <deque>

#include "runner/model/object.h"
#include "runner/model/status.h"

namespace wfx::model {

struct Packet {
  LPOVERLAPPED overlapped = nullptr;
  ULONG_PTR key = 0;
  Status status = 0;
  DWORD bytes = 0;
};

class CompletionPort : public Object {
 public:
  bool IsSignaled() const override { return !packets.empty(); }
  bool IsWaitable() const override { return true; }
  void Post(Kernel& kernel, const Packet& packet);

  std::deque<Packet> packets;
};

}  // namespace wfx::model
