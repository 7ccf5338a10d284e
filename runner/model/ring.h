// I/O rings: writes are built, then submitted together; what they gave is popped.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>

#include "runner/model/kernel.h"
#include "runner/model/object.h"
#include "runner/model/status.h"

namespace wfx::model {

struct RingWrite {
  HANDLE file = nullptr;
  const void* buffer = nullptr;
  DWORD length = 0;
  std::uint64_t offset = 0;
  ULONG_PTR user_data = 0;
};

class IoRing : public Object {
 public:
  IoRing(std::size_t most_submissions, std::size_t most_entries)
      : most_built(most_submissions), most_results(most_entries) {}
  // A write is over.
  void Post(Kernel& kernel, ULONG_PTR user_data, Status status, DWORD bytes);

  const std::size_t most_built, most_results;
  std::deque<RingWrite> built;       // not yet submitted
  std::size_t under_way = 0;         // submitted, not over
  std::deque<IORING_CQE> results;    // over, not yet popped
  std::shared_ptr<Object> on_event;  // set when there is a first result again
};

// Hands a write of a ring to its file (transfer.cpp). `told` hears of its end, unless this gives an
// error: then it is over.
Status StartRingWrite(Call& call, const RingWrite& write,
                      std::function<void(Status status, DWORD bytes)> told);

}  // namespace wfx::model
