#include "runner/engine/actor.h"

#include <chrono>
#include <stdexcept>
#include <utility>

namespace wfx {
namespace {

// Parked threads cost memory and a wake-up each now and then; the oldest go when there are more.
constexpr std::size_t kMostParked = 256;
constexpr DWORD kSlice = 2000;
constexpr DWORD kSliceWithoutEvents = 20;
constexpr auto kPatience = std::chrono::seconds(3);
constexpr auto kGlance = std::chrono::microseconds(500);

}  // namespace

ParkingLot::ParkingLot(const Win32Api& api) : api_(api) {
  if (api.CreateEventW != nullptr && api.SetEvent != nullptr &&
      api.WaitForSingleObjectEx != nullptr) {
    end_ = Handle(api, api.CreateEventW(nullptr, TRUE, FALSE, nullptr));
  }
}

ParkingLot::~ParkingLot() {
  ending_ = true;
  if (end_.valid()) api_.SetEvent(end_.get());
  const std::lock_guard lock(mutex_);
  const auto until = SteadyClock::now() + kPatience;
  for (Place& place : places_) {
    while (!place.left && SteadyClock::now() < until) std::this_thread::sleep_for(kGlance);
  }
  for (auto place = places_.begin(); place != places_.end();) {
    const auto next = std::next(place);
    if (place->left) {
      if (place->thread.joinable()) place->thread.join();
    } else {
      place->thread.detach();
      // The thread still reads its place: neither it nor the event may go.
      static auto& abandoned = *new std::list<Place>;
      abandoned.splice(abandoned.end(), places_, place);
      end_.release();
    }
    place = next;
  }
}

ParkingLot::Place& ParkingLot::Start(std::function<bool()> work) {
  const std::lock_guard lock(mutex_);
  MakeRoom();
  Place& place = places_.emplace_back();
  place.thread = std::thread([this, &place, work = std::move(work)] {
    if (work()) Wait(place);
    place.left = true;
  });
  return place;
}

void ParkingLot::Join(Place& place) {
  std::thread thread;
  {
    const std::lock_guard lock(mutex_);
    thread = std::move(place.thread);
  }
  thread.join();
}

void ParkingLot::MakeRoom() {
  std::size_t staying = 0;
  for (auto place = places_.begin(); place != places_.end();) {
    const auto next = std::next(place);
    if (place->left) {
      if (place->thread.joinable()) place->thread.join();
      places_.erase(place);
    } else if (!place->leave) {
      ++staying;
    }
    place = next;
  }
  for (Place& place : places_) {
    if (staying <= kMostParked) break;
    if (!place.leave.exchange(true)) --staying;
  }
}

void ParkingLot::Wait(const Place& place) const {
  if (api_.SleepEx == nullptr) return;
  while (!ending_ && !place.leave) {
    if (end_.valid()) {
      api_.WaitForSingleObjectEx(end_.get(), kSlice, TRUE);
    } else {
      api_.SleepEx(kSliceWithoutEvents, TRUE);
    }
  }
  // A signaled event wins over a queued routine: this is that routine's last chance.
  api_.SleepEx(0, TRUE);
}

ThreadActor::ThreadActor(ParkingLot& lot, Whereabouts& whereabouts) : lot_(lot) {
  place_ = &lot.Start([mailbox = mailbox_, &whereabouts] { return Serve(*mailbox, whereabouts); });
}

ThreadActor::~ThreadActor() {
  const std::lock_guard lock(mailbox_->mutex);
  mailbox_->park = true;
  mailbox_->changed.notify_all();
}

bool ThreadActor::Serve(Mailbox& mailbox, Whereabouts& whereabouts) {
  SetHere(&whereabouts);
  std::unique_lock lock(mailbox.mutex);
  while (true) {
    mailbox.changed.wait(lock,
                         [&] { return mailbox.work != nullptr || mailbox.exit || mailbox.park; });
    if (mailbox.work == nullptr) break;
    const std::function<void()>& work = *mailbox.work;
    lock.unlock();
    work();
    lock.lock();
    mailbox.work = nullptr;
    mailbox.changed.notify_all();
  }
  if (mailbox.exit) return false;
  whereabouts.doing = kAfterTheEnd;
  whereabouts.alertable = true;
  return true;
}

bool ThreadActor::Do(const std::function<void()>& work) {
  if (place_ == nullptr) return false;
  std::unique_lock lock(mailbox_->mutex);
  mailbox_->work = &work;
  mailbox_->changed.notify_all();
  mailbox_->changed.wait(lock, [&] { return mailbox_->work == nullptr; });
  return true;
}

void ThreadActor::Exit() {
  if (place_ == nullptr) return;
  {
    const std::lock_guard lock(mailbox_->mutex);
    mailbox_->exit = true;
    mailbox_->changed.notify_all();
  }
  lot_.Join(*std::exchange(place_, nullptr));
}

void Peers::Begin(PeerFactory start) {
  start_ = std::move(start);
  for (auto& [actor, peer] : casting_) free_.push_back(std::move(peer));
  casting_.clear();
}

Peer& Peers::Of(const std::string& actor) {
  const auto found = casting_.find(actor);
  if (found != casting_.end()) return *found->second;
  if (free_.empty()) {
    if (!start_) throw std::runtime_error("no other process can be started on this system");
    free_.push_back(start_());
  }
  auto& peer = casting_[actor] = std::move(free_.front());
  free_.pop_front();
  return *peer;
}

void Peers::End(const std::string& actor) { casting_.erase(actor); }

Peer::Reply Peers::Ask(const std::string& actor, const std::function<Peer::Reply(Peer&)>& call) {
  Peer& peer = Of(actor);
  try {
    return call(peer);
  } catch (...) {
    End(actor);
    throw;
  }
}

}  // namespace wfx
