// The other actors of a scenario: threads that do one step at a time, and processes.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "runner/engine/ledger.h"
#include "runner/engine/perform.h"
#include "runner/win32/handle.h"

namespace wfx {

// Threads whose scenario has ended, kept in alertable waits so that a late routine can still run
// and be noticed. Thread rule: safe from any thread.
class ParkingLot {
 public:
  // `api` must outlive every thread. `parks` is called on each before it waits; empty = nothing is.
  explicit ParkingLot(const Win32Api& api, std::function<void()> parks = {});
  // Lets every thread go and waits a few seconds for them; one that does not come back is left
  // alone.
  ~ParkingLot();
  ParkingLot(const ParkingLot&) = delete;
  ParkingLot& operator=(const ParkingLot&) = delete;

  struct Place {
    std::thread thread;
    std::atomic<bool> left{false};
    // Guarded by the lot's mutex. `call` is set when the thread is to leave; there is none before
    // it waits, and where the system has no events.
    bool leaving = false, waits = false;
    Handle call;
  };
  // Starts a thread that does `work` and then, if that gives true, waits alertably until the lot
  // ends or many others have come after it. The place is good as long as `work` runs, or until
  // Join.
  Place& Start(std::function<bool()> work);
  // Returns when a thread whose work gives false has ended, for the system too.
  void Join(Place& place);
  // Some work hangs: the destructor waits long only for threads whose work is over.
  void ExpectHanging();

 private:
  // Shared with threads that do not come back in time.
  struct Ground {
    const Win32Api& api;
    const std::function<void()> parks;
    std::mutex mutex;  // of what follows
    std::list<Place> places{};
    bool hanging = false;

    void Wait(Place& place);
    bool MayLeave(Place& place);
    void LetGo(Place& place);
    void MakeRoom();
  };
  std::shared_ptr<Ground> ground_;
};

// A thread of a scenario. Between its steps it waits without being alertable.
class ThreadActor {
 public:
  // `whereabouts` must live as long as the thread: until the process ends.
  ThreadActor(ParkingLot& lot, Whereabouts& whereabouts);
  // The thread goes on to wait alertably in the lot, unless it has exited.
  ~ThreadActor();
  ThreadActor(const ThreadActor&) = delete;
  ThreadActor& operator=(const ThreadActor&) = delete;

  // Has the thread do `work`, and returns when it is done. The caller's wait is not alertable.
  // False when the thread has exited.
  bool Do(const std::function<void()>& work);
  // Has the thread do `work`, which lives until it is over, and returns at once. False when the
  // thread has exited.
  bool Begin(const std::function<void()>& work);
  // Whether what it began is over, after waiting for that up to `bound`.
  bool IsOver(Duration bound);
  // Ends the thread without an alertable wait; returns when it has ended for the system too.
  void Exit();

 private:
  // Shared with the thread, which may outlive the actor.
  struct Mailbox {
    std::mutex mutex;
    std::condition_variable changed;
    const std::function<void()>* work = nullptr;
    bool exit = false, park = false;
  };
  static bool Serve(Mailbox& mailbox, Whereabouts& whereabouts);

  ParkingLot& lot_;
  ParkingLot::Place* place_ = nullptr;  // null once it has exited
  std::shared_ptr<Mailbox> mailbox_ = std::make_shared<Mailbox>();
};

// The other processes of a Performer, started when first needed and kept between cases.
// Thread rule: one thread at a time.
class Peers {
 public:
  // `actor` is the name of a process actor, or "" for the unnamed other process. Throws
  // std::runtime_error when none can be started.
  Peer& Of(const std::string& actor);
  // The same for one on another machine.
  Peer& OfAnotherMachine(const std::string& actor);
  const RemoteMachine& remote() const { return remote_; }
  // The process of `actor` ends, and with it what it holds.
  void End(const std::string& actor);
  // Does `call` with the process of `actor`; ends the process when that throws, and throws on.
  Peer::Reply Ask(const std::string& actor, const std::function<Peer::Reply(Peer&)>& call);

  // A case begins: its factory is used, and the processes of the last case are free again.
  void Begin(PeerFactory start, RemoteMachine remote);

 private:
  PeerFactory start_;
  RemoteMachine remote_;
  std::map<std::string, std::unique_ptr<Peer>> casting_;  // of this case
  std::map<std::string, std::unique_ptr<Peer>> remote_casting_;
  std::list<std::unique_ptr<Peer>> free_;
};

}  // namespace wfx
