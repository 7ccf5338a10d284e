// What the loops of WriteFileEx's siblings share: the program issues writes from one place, and
// asks for their completions one at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "runner/engine/clock.h"
#include "runner/engine/load_contents.h"
#include "runner/engine/load_fault.h"
#include "runner/engine/load_interval.h"
#include "runner/engine/load_loop.h"
#include "runner/engine/load_open.h"
#include "runner/engine/load_ticket.h"
#include "runner/win32/api.h"

namespace wfx {

// Closed: each completion that was reaped is followed by the next write of its slot, before another
// one is asked for. Open: writes are issued when they are due, and between them completions are
// asked for. A sibling says how to issue one write and how to learn of one completion.
//
// A write may be over when its call returns: it is complete then, and a slot that only has such
// writes keeps nothing outstanding, which the kept depth shows.
class ReapingLoop : public LoadLoop {
 public:
  ~ReapingLoop() override;

  using LoadLoop::Run;
  const Interval& Run(Duration run_for, const LoopEnd& end) final;
  bool broken() const final { return broken_; }
  bool abandoned() const final { return outstanding_ != 0; }
  void KeepForEver(std::shared_ptr<void> owner) final { tickets_.KeepForEver(std::move(owner)); }
  std::vector<std::string> Errors() const final;
  std::uint64_t bytes_completed() const final { return bytes_completed_; }
  const LoadData& data() const final { return *contents_.data(); }
  const LoadTags* tags() const final { return contents_.tags(); }
  const LoopSettings& settings() const final { return settings_; }

 protected:
  ReapingLoop(const Win32Api& api, const Clock& clock, LoopSettings settings);

  // What the call said of its write.
  struct Answer {
    enum class Kind { kUnderWay, kOver, kRefused };
    Kind kind = Kind::kUnderWay;
    DWORD error = 0;     // kRefused, or how it ended: a Win32 code or another HRESULT
    DWORD bytes = 0;     // kOver
    bool pends = false;  // the write was not final when the call returned
  };
  struct Completion {
    LPOVERLAPPED overlapped = nullptr;
    DWORD error = 0, bytes = 0;
    std::uint64_t at = 0;  // the stamp at which the program knew
  };
  enum class Reaped {
    kOne,
    kNothing,
    kFailed,  // with the completion's error
  };

  // The call itself, with the OVERLAPPED of `ticket`, whose offset is in place, and the slot's
  // data.
  virtual Answer Call(LoadTicket& ticket, std::size_t index) = 0;
  // Of an answer kOver, after its stamp: how the write ended.
  virtual void Settle(LoadTicket& ticket, Answer& answer);
  // Waits at most so long for one completion.
  virtual Reaped Reap(DWORD milliseconds, Completion& completion) = 0;
  // Tries to end what is outstanding.
  virtual void Cancel();
  // Between two intervals, when nothing should be outstanding: completions too many.
  virtual void LookForMore();
  virtual FaultWords words() const = 0;

  // What WriteFile and WriteFileGather say of an overlapped write by their result and last error.
  Answer AnswerOf(BOOL over, const LoadTicket& ticket) const;
  // Says STATUS_PENDING. The system writes the word on its own account.
  static bool IsPending(const LoadTicket& ticket);
  const char* DataOf(std::size_t index) const { return contents_.Of(index / 2); }
  void BookTwice(const LoadTicket& ticket);

  const Win32Api& api_;
  const Clock& clock_;
  const LoopSettings settings_;
  TicketBlock& tickets_;
  IntervalMeter meter_;

 private:
  Interval& RunClosed(Duration run_for, const LoopEnd& wanted);
  Interval& RunOpen(Duration run_for, std::uint64_t most_writes);
  void IssueParked(std::uint64_t until);
  void IssueDue();
  void Issue(std::size_t index, std::uint64_t due);
  void Complete(const Completion& completion);
  bool BookFault(const LoadTicket* ticket, const Completion& completion);
  void Refuse(LoadTicket& ticket, DWORD error);
  DWORD OneWait() const;
  bool ReapOne(DWORD milliseconds);
  bool WaitForArrival(std::uint64_t now);
  void Drain();
  void GiveUp();

  LoadContents contents_;
  LoadArrivals arrivals_;
  std::vector<std::size_t> parked_, issuing_;  // indexes of tickets to issue, oldest first
  std::uint64_t most_writes_ = 0;              // of the interval; 0 = no bound
  std::uint64_t latest_ = 0;  // stamp of the last completion, or of a wait without one
  std::uint64_t numbers_ = 0;
  std::uint64_t bytes_completed_ = 0;
  std::uint32_t outstanding_ = 0;
  bool counting_ = false;  // completions belong to the interval
  bool broken_ = false;
  bool giving_up_ = false;  // lost writes are cancelled: their completions report nothing new
  Duration idle_{};         // waited since the last completion
  FaultLog faults_;
};

}  // namespace wfx
