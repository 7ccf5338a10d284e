#include "runner/engine/actor.h"

#include <chrono>
#include <stdexcept>
#include <utility>

namespace wfx {
namespace {

// Parked threads cost memory; the oldest go when there are more.
constexpr std::size_t kMostParked = 256;
constexpr DWORD kLongSlice = 2000;
constexpr DWORD kSliceWithoutEvents = 20;
constexpr auto kPatience = std::chrono::seconds(10);
constexpr auto kPatienceWithHanging = std::chrono::milliseconds(300);
constexpr auto kParkedGlance = std::chrono::microseconds(500);

}  // namespace

ParkingLot::ParkingLot(const Win32Api& api, std::function<void()> parks)
    : ground_(new Ground{api, std::move(parks), {}}) {}

ParkingLot::~ParkingLot() {
  std::unique_lock lock(ground_->mutex);
  std::list<Place>& places = ground_->places;
  for (Place& place : places) ground_->LetGo(place);
  const auto begun = SteadyClock::now();
  for (Place& place : places) {
    const Duration patience =
        ground_->hanging && !place.waits ? Duration(kPatienceWithHanging) : Duration(kPatience);
    while (!place.left && SteadyClock::now() < begun + patience) {
      lock.unlock();
      std::this_thread::sleep_for(kParkedGlance);
      lock.lock();
    }
  }
  bool all_left = true;
  for (Place& place : places) {
    all_left = all_left && place.left;
    if (place.left && place.thread.joinable()) place.thread.join();
    if (!place.left) place.thread.detach();
  }
  lock.unlock();
  // The thread still reads its place: neither it nor its event may go.
  static auto& abandoned = *new std::list<std::shared_ptr<Ground>>;
  if (!all_left) abandoned.push_back(std::move(ground_));
}

ParkingLot::Place& ParkingLot::Start(std::function<bool()> work) {
  const std::lock_guard lock(ground_->mutex);
  ground_->MakeRoom();
  Place& place = ground_->places.emplace_back();
  place.thread = std::thread([ground = ground_.get(), &place, work = std::move(work)]() mutable {
    const bool parks = work();
    work = nullptr;
    if (parks) ground->Wait(place);
    place.left = true;
  });
  return place;
}

void ParkingLot::Join(Place& place) {
  std::thread thread;
  {
    const std::lock_guard lock(ground_->mutex);
    thread = std::move(place.thread);
  }
  thread.join();
}

void ParkingLot::ExpectHanging() {
  const std::lock_guard lock(ground_->mutex);
  ground_->hanging = true;
}

// A thread that does not wait yet finds out when it does.
void ParkingLot::Ground::LetGo(Place& place) {
  place.leaving = true;
  if (place.call.valid()) api.SetEvent(place.call.get());
}

void ParkingLot::Ground::MakeRoom() {
  std::size_t staying = 0;
  for (auto place = places.begin(); place != places.end();) {
    const auto next = std::next(place);
    if (place->left) {
      if (place->thread.joinable()) place->thread.join();
      places.erase(place);
    } else if (!place->leaving) {
      ++staying;
    }
    place = next;
  }
  for (Place& place : places) {
    if (staying <= kMostParked) break;
    if (place.leaving) continue;
    LetGo(place);
    --staying;
  }
}

bool ParkingLot::Ground::MayLeave(Place& place) {
  const std::lock_guard lock(mutex);
  return place.leaving;
}

void ParkingLot::Ground::Wait(Place& place) {
  if (api.SleepEx == nullptr) return;
  if (parks) parks();
  Handle call;
  if (api.CreateEventW != nullptr && api.SetEvent != nullptr &&
      api.WaitForSingleObjectEx != nullptr) {
    call = Handle(api, api.CreateEventW(nullptr, TRUE, FALSE, nullptr));
  }
  {
    const std::lock_guard lock(mutex);
    place.waits = true;
    place.call = std::move(call);
  }
  while (!MayLeave(place)) {
    if (place.call.valid()) {
      api.WaitForSingleObjectEx(place.call.get(), kLongSlice, TRUE);
    } else {
      api.SleepEx(kSliceWithoutEvents, TRUE);
    }
  }
  // A signaled event wins over a queued routine: this is that routine's last chance.
  api.SleepEx(0, TRUE);
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
  if (!Begin(work)) return false;
  std::unique_lock lock(mailbox_->mutex);
  mailbox_->changed.wait(lock, [&] { return mailbox_->work == nullptr; });
  return true;
}

bool ThreadActor::Begin(const std::function<void()>& work) {
  if (place_ == nullptr) return false;
  const std::lock_guard lock(mailbox_->mutex);
  if (mailbox_->work != nullptr) throw std::runtime_error("the thread is still in another call");
  mailbox_->work = &work;
  mailbox_->changed.notify_all();
  return true;
}

bool ThreadActor::IsOver(Duration bound) {
  std::unique_lock lock(mailbox_->mutex);
  return mailbox_->changed.wait_for(lock, bound, [&] { return mailbox_->work == nullptr; });
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

void Peers::Begin(PeerFactory start, RemoteMachine remote) {
  start_ = std::move(start);
  remote_ = std::move(remote);
  remote_casting_.clear();
  for (auto& [actor, peer] : casting_) free_.push_back(std::move(peer));
  casting_.clear();
}

Peer& Peers::Of(const std::string& actor) {
  const auto there = remote_casting_.find(actor);
  if (there != remote_casting_.end()) return *there->second;
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

Peer& Peers::OfAnotherMachine(const std::string& actor) {
  std::unique_ptr<Peer>& peer = remote_casting_[actor];
  if (peer == nullptr) {
    if (!remote_.start_peer) throw std::runtime_error(remote_.why_not);
    peer = remote_.start_peer();
  }
  return *peer;
}

void Peers::End(const std::string& actor) {
  casting_.erase(actor);
  remote_casting_.erase(actor);
}

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
