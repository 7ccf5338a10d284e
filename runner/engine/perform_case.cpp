#include "runner/engine/perform_case.h"

#include <algorithm>
#include <utility>

#include "runner/engine/steps.h"

namespace wfx {
namespace {

constexpr auto kWatchGlance = std::chrono::milliseconds(50);

std::string Tenths(Duration duration) {
  const auto tenths = std::chrono::duration_cast<std::chrono::milliseconds>(duration).count() / 100;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s";
}

// The bound a step sets itself.
Duration BoundOf(const Step& step) {
  if (const auto* wait = std::get_if<WaitStep>(&step.action)) return wait->at_most;
  if (const auto* read = std::get_if<ReadStep>(&step.action)) return read->at_most;
  if (const auto* dequeue = std::get_if<DequeueStep>(&step.action)) return dequeue->at_most;
  if (const auto* result = std::get_if<OverlappedResultStep>(&step.action)) return result->at_most;
  if (const auto* ends = std::get_if<EndsStep>(&step.action)) return ends->at_most;
  if (const auto* appends = std::get_if<AppendsStep>(&step.action)) return appends->at_most;
  if (const auto* race = std::get_if<RaceStep>(&step.action)) return race->at_most;
  if (const auto* burst = std::get_if<BurstStep>(&step.action)) return burst->at_most;
  return {};
}

// Whereabouts are read by routines, which may come as long as the process lives.
Whereabouts& NewWhereabouts(Ledger& ledger, std::int32_t actor) {
  std::pmr::polymorphic_allocator<> kept(&KeptMemory());
  Whereabouts& made = *kept.new_object<Whereabouts>();
  made.ledger = &ledger;
  made.actor = actor;
  return made;
}

// "step 3 write w".
std::string WordsFor(const Place& place, const Case& subject) {
  const std::string number = std::to_string(place.number + 1);
  switch (place.part) {
    case Place::Part::kGiven:
      return "given " + number + ": " + subject.given[place.number].kind;
    case Place::Part::kStep: {
      const Step& step = subject.when[place.number];
      return "step " + number + " " + step.kind + " " + step.name;
    }
    case Place::Part::kCleanUp:
      return "the clean-up";
    case Place::Part::kBeginning:
      break;
  }
  return "the beginning";
}

// With the place in the scenario's file.
std::string Describe(const Place& place, const Case& subject) {
  const int line = place.part == Place::Part::kGiven  ? subject.given[place.number].line
                   : place.part == Place::Part::kStep ? subject.when[place.number].line
                                                      : subject.line;
  return WordsFor(place, subject) + " (" + subject.file + ":" + std::to_string(line) + ")";
}

}  // namespace

DWORD Milliseconds(Duration duration) {
  if (duration <= Duration::zero()) return 0;
  const auto rounded_up = std::chrono::ceil<std::chrono::milliseconds>(duration).count();
  return static_cast<DWORD>(std::min<long long>(rounded_up, INFINITE - 1));
}

bool Watch::Expect(const Place& place, Duration bound, bool inner) {
  const std::lock_guard lock(mutex_);
  const auto until = SteadyClock::now() + bound;
  until_ = inner ? std::max(until_, until) : until;
  place_ = place;
  bound_ = bound;
  return !given_up_;
}

bool Watch::Done() {
  const std::lock_guard lock(mutex_);
  done_ = true;
  changed_.notify_all();
  return !given_up_;
}

bool Watch::WaitUntilDone() {
  std::unique_lock lock(mutex_);
  while (!done_ && SteadyClock::now() < until_) {
    // A step that begins meanwhile may bring the bound nearer, and wakes nobody: that costs less.
    changed_.wait_until(lock, std::min(until_, SteadyClock::now() + kWatchGlance));
  }
  given_up_ = !done_;
  return done_;
}

std::string Watch::Described(const Case& subject) {
  const std::lock_guard lock(mutex_);
  return Describe(place_, subject) + " did not return within " + Tenths(bound_);
}

bool Watch::given_up() {
  const std::lock_guard lock(mutex_);
  return given_up_;
}

Performance::Performance(const Win32Api& api, SystemTraits traits, ParkingLot& lot,
                         std::shared_ptr<Peers> peers, Case subject, TargetFacts target,
                         PerformOptions options)
    : api_(api),
      traits_(std::move(traits)),
      lot_(lot),
      peers_(std::move(peers)),
      subject_(std::move(subject)),
      target_(std::move(target)),
      options_(std::move(options)),
      ledger_(Ledger::Make(api, FullIdOf(subject_.scenario, subject_.case_id, target_.name))),
      data_seed_(SeedOf(options_.seed, ledger_.full_id())),
      stage_(
          api, subject_, target_, data_seed_, &ledger_, peers_.get(),
          [this](const std::string& actor, const std::function<void()>& work) {
            OnActor(actor, work);
          },
          &traits_.streams) {
  seen_.seed = options_.seed;
  whereabouts_.push_back(&NewWhereabouts(ledger_, 0));
}

Duration Performance::Scaled(Duration duration) const {
  return Duration(
      static_cast<Duration::rep>(static_cast<double>(duration.count()) * options_.time_scale));
}

Duration Performance::Real(Duration wait) const {
  return traits_.waits_take_no_time ? Duration::zero() : wait;
}

void Performance::Announce(const Place& place, Duration bound, bool inner) {
  const bool wanted = watch_.Expect(place, Scaled(bound + traits_.patience), inner);
  if (wanted && options_.progress) options_.progress(Describe(place, subject_));
}

void Performance::Guarded(const std::function<void()>& work) {
  try {
    work();
  } catch (const std::exception& error) {
    if (seen_.harness_error.empty()) seen_.harness_error = error.what();
  }
}

bool Performance::Run() {
  Whereabouts& here = *whereabouts_.front();
  SetHere(&here);
  here.performance = this;
  here.do_inside = &DoInside;
  Guarded([&] {
    peers_->Begin(options_.start_peer, options_.remote);
    seen_.setup_failure = ImpossibleStep();
    if (!seen_.setup_failure) SetTheScene();
    if (!seen_.setup_failure) stage_.NoteTimes();
    if (!seen_.setup_failure) DoSteps();
  });
  if (watch_.given_up()) return false;
  if (!seen_.setup_failure) Guarded([&] { ObserveEnd(); });
  Guarded([&] { CollectWhatIsLeft(); });
  ledger_.End();
  Guarded([&] { CleanUp(); });
  if (watch_.given_up()) return false;
  Compose();
  for (Whereabouts* each : whereabouts_) each->do_inside = nullptr;
  threads_.clear();
  here.doing = kAfterTheEnd;
  here.alertable = true;
  seen_.nanoseconds = static_cast<std::uint64_t>(
      std::chrono::duration_cast<Duration>(SteadyClock::now() - begun_).count());
  return watch_.Done();
}

bool Performance::IsProcess(const std::string& actor) const {
  return std::any_of(subject_.given.begin(), subject_.given.end(), [&](const Given& given) {
    const auto* process = std::get_if<GivenProcess>(&given.item);
    return process != nullptr && process->name == actor;
  });
}

std::optional<Observation::SetupFailure> Performance::ImpossibleStep() const {
  for (const Step& step : subject_.when) {
    const auto* wait = std::get_if<WaitStep>(&step.action);
    const bool possible = std::holds_alternative<WriteStep>(step.action) ||
                          (wait != nullptr && wait->function == WaitStep::Function::kReap) ||
                          std::holds_alternative<ReadStep>(step.action) ||
                          std::holds_alternative<Lock>(step.action) ||
                          std::holds_alternative<UnlockStep>(step.action) ||
                          std::holds_alternative<CloseStep>(step.action) ||
                          std::holds_alternative<ExitStep>(step.action);
    if (step.by.empty() || possible || !IsProcess(step.by)) continue;
    return Observation::SetupFailure{
        step.kind, step.line,
        "the process \"" + step.by +
            "\" can do write, wait, read, lock, unlock, close and exit, not " + step.kind};
  }
  return {};
}

void Performance::SetTheScene() {
  const DoingNow doing(*whereabouts_.front(), kSettingTheScene);
  for (std::size_t number = 0; number < subject_.given.size(); ++number) {
    const Given& given = subject_.given[number];
    // Filling a large file takes its time: 16 MiB/s is slow anywhere.
    Duration bound{};
    if (const auto* file = std::get_if<GivenFile>(&given.item)) {
      bound =
          std::chrono::seconds(std::max<std::int64_t>(0, file->size.In(target_.bindings)) >> 24);
    }
    Announce({Place::Part::kGiven, number}, bound, false);
    try {
      EstablishOne(given);
    } catch (const std::exception& error) {
      seen_.setup_failure = {given.kind, given.line, error.what()};
      return;
    }
  }
}

void Performance::EstablishOne(const Given& given) {
  const auto* thread = std::get_if<GivenThread>(&given.item);
  if (thread == nullptr) return stage_.Establish(given.item);
  const auto actor = static_cast<std::int32_t>(actor_names_.size());
  actor_names_.push_back(thread->name);
  exited_.push_back(false);
  Whereabouts& there = NewWhereabouts(ledger_, actor);
  there.performance = this;
  there.do_inside = &DoInside;
  whereabouts_.push_back(&there);
  threads_.push_back(std::make_unique<ThreadActor>(lot_, there));
  KeepThreadHandle(thread->name);
}

std::int32_t Performance::ActorNamed(const std::string& name) const {
  const auto found = std::find(actor_names_.begin(), actor_names_.end(), name);
  if (found == actor_names_.end()) throw std::runtime_error("there is no thread \"" + name + "\"");
  return static_cast<std::int32_t>(found - actor_names_.begin());
}

void Performance::OnActor(const std::string& actor, const std::function<void()>& work) {
  const std::int32_t number = ActorNamed(actor);
  if (number == 0) return work();
  // What goes wrong there is told here.
  std::exception_ptr wrong;
  const std::function<void()> caught = [&] {
    try {
      work();
    } catch (...) {
      wrong = std::current_exception();
    }
  };
  if (!threads_[static_cast<std::size_t>(number - 1)]->Do(caught)) {
    throw std::runtime_error("the thread \"" + actor + "\" has exited");
  }
  if (wrong) std::rethrow_exception(wrong);
}

void Performance::DoSteps() {
  for (std::size_t number = 0; number < subject_.when.size(); ++number) {
    const Step& step = subject_.when[number];
    if (!step.inside.empty()) continue;
    DoStepOn(static_cast<std::int32_t>(number), step);
    if (!seen_.harness_error.empty() || watch_.given_up()) return;
  }
}

void Performance::DoStepOn(std::int32_t number, const Step& step) {
  const bool here = step.by.empty() || IsProcess(step.by) || step.begins ||
                    std::holds_alternative<ExitStep>(step.action);
  if (here) return DoStep(number, step, step.begins ? ActorNamed(step.by) : 0);
  Guarded([&] { OnActor(step.by, [&] { DoStep(number, step, ActorNamed(step.by)); }); });
}

void Performance::DoStep(std::int32_t number, const Step& step, std::int32_t actor) {
  const Place place{Place::Part::kStep, static_cast<std::size_t>(number)};
  // What threads do takes real time everywhere.
  const bool by_threads = std::holds_alternative<AppendsStep>(step.action) ||
                          std::holds_alternative<RaceStep>(step.action);
  const Duration bound = by_threads ? BoundOf(step) : Real(BoundOf(step));
  Announce(place, bound, whereabouts_[static_cast<std::size_t>(actor)]->depth > 0);
  try {
    StepDoer(*this, number, step, actor).Do();
  } catch (const std::exception& error) {
    if (!seen_.harness_error.empty()) return;
    seen_.harness_error = WordsFor(place, subject_) + ": " + error.what();
  }
}

void Performance::DoInside(void* performance, std::int32_t actor, const Slot& slot) {
  auto& self = *static_cast<Performance*>(performance);
  const std::string& write = self.subject_.when[static_cast<std::size_t>(slot.step)].name;
  for (std::size_t number = 0; number < self.subject_.when.size(); ++number) {
    const Step& step = self.subject_.when[number];
    const bool over = self.watch_.given_up() || !self.seen_.harness_error.empty();
    if (step.inside != write || over) continue;
    self.DoStep(static_cast<std::int32_t>(number), step, actor);
  }
}

}  // namespace wfx
