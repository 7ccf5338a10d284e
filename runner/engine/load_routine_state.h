// What a loop of completion routines keeps while it runs: load_routine.cpp issues its writes,
// load_routine_drain.cpp waits for them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "runner/engine/load_contents.h"
#include "runner/engine/load_fault.h"
#include "runner/engine/load_open.h"
#include "runner/engine/load_routine.h"
#include "runner/engine/load_ticket.h"

namespace wfx {

struct alignas(64) RoutineLoop::State {
  State(const Win32Api& table, const Clock& stamps, LoopSettings wanted)
      : api(table),
        clock(stamps),
        tickets(TicketBlock::Make(wanted.name, wanted.queue_depth)),
        handle(wanted.handle),
        settings(std::move(wanted)),
        contents(settings, tickets),
        meter(clock),
        arrivals(ArrivalsOf(settings, clock)) {
    // Taken from the back: slot 0 first.
    for (std::size_t slot = settings.queue_depth; slot-- > 0;) parked.push_back(slot * 2);
  }

  Interval& Run(Duration run_for, const LoopEnd& end);
  Interval& RunOpen(Duration run_for);
  void IssueParked();
  void IssueDue();
  bool WaitForArrival(std::uint64_t now);
  void Issue(std::size_t index, std::uint64_t due);
  void IssueOne(std::size_t index, std::uint64_t due);  // the same, for who is in no hurry
  void Complete(std::uint64_t now, DWORD error, DWORD bytes, LPOVERLAPPED overlapped);
  bool BookFault(const LoadTicket* ticket, DWORD error, DWORD bytes);
  void CountCall(bool timed, std::uint64_t due, std::uint64_t called, std::uint64_t returned);
  void Refused(LoadTicket& ticket);
  void Park(std::size_t index) {
    parked.push_back(index);
    contents.Parked(index / 2);
  }

  bool WaitForRoutines();
  void Drain();
  void LookForMore();
  void GiveUp();
  void BookElsewhere();

  // What each write needs stands together: see IntervalMeter.
  const Win32Api& api;
  const Clock& clock;
  TicketBlock& tickets;
  const HANDLE handle;            // that of `settings`
  std::uint64_t most_writes = 0;  // of the interval; 0 = no bound
  std::uint64_t latest = 0;       // stamp of the last routine, or of a wait without one
  std::uint64_t pause = 0;        // stamp from which routines issue nothing in this wait
  std::uint64_t numbers = 0;      // writes issued so far
  std::uint64_t routines = 0;     // that ran so far
  std::uint64_t bytes_completed = 0;
  std::uint32_t chain_left = 0;  // writes that routines may still issue in this wait
  std::uint32_t outstanding = 0;
  bool issuing = false;  // a WriteFileEx of ours is on the stack
  bool broken = false;
  bool giving_up = false;  // lost writes are cancelled: their routines report nothing new

  const LoopSettings settings;
  LoadContents contents;
  IntervalMeter meter;
  LoadArrivals arrivals;  // of an open loop
  // Indexes of tickets to issue. There is room for one of each slot: routines never make it grow.
  std::vector<std::size_t> parked;
  Duration idle{};               // since a routine last ran, as the waits say
  std::uint64_t idle_since = 0;  // the same, as the clock says
  std::uint32_t elsewhere = 0;   // of runs_elsewhere, those booked
  FaultLog faults;
};

}  // namespace wfx
