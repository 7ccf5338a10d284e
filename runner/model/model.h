// An executable specification of WriteFileEx: the whole table of Win32 functions as a system in
// memory. It follows what is documented and tested of Windows; every rule names its requirement.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "runner/model/choices.h"
#include "runner/model/personality.h"
#include "runner/win32/api.h"

namespace wfx {

struct ModelOptions {
  // kVirtual: time stands still while a thread works and jumps ahead when it waits, so that a wait
  // of a second costs microseconds. One thread at a time may work then; the others are blocked
  // outside the model, or have called StayInBackground. kReal: the machine's monotonic clock.
  enum class Time { kVirtual, kReal };
  Personality personality = DefaultPersonality();
  Choices choices;
  Time time = Time::kVirtual;
  std::uint64_t seed = 1;  // of everything the choices leave to chance
};

// One system: its files, pipes, volumes, processes and threads. It begins with an empty volume
// C:, a sacrificial volume V: on PhysicalDrive1, a raw volume W: on PhysicalDrive2, and one
// process, which every thread belongs to.
//
// There is one Model at a time: the functions of a table have nowhere else to keep it. A second
// constructor throws std::logic_error. Destroy it when no thread is inside its functions.
// Thread rule: the table from any thread; the rest as said.
class Model {
 public:
  // The volume that may be destroyed, and a volume without a file system. A personality that has no
  // devices has neither.
  static constexpr std::string_view kSacrificialVolume = "\\\\.\\V:";
  static constexpr std::string_view kRawVolume = "\\\\.\\W:";
  static constexpr std::string_view kSerialPort = "\\\\.\\COM1";

  explicit Model(const ModelOptions& options = {});
  ~Model();
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;
  // Instead of the destructor, for a model that a thread may never come back from: it stays as it
  // is for good, and another one can be made.
  static void Abandon(std::unique_ptr<Model> model);

  // Every function of the table; none is null.
  Win32Api api() const;

  // Where a process is. On a share (Personality::remote) the other machine is another client of it:
  // C: is the same files on both. Pipes are each machine's own: \\.\pipe\NAME is where the process
  // is, \\far\pipe\NAME and \\near\pipe\NAME are on the one named, through the network.
  enum class Machine { kThis, kOther };
  static constexpr char kThisMachine[] = "near";
  static constexpr char kOtherMachine[] = "far";

  // A process with no handles. Any thread.
  std::uint32_t StartProcess(Machine machine = Machine::kThis);
  // Closes its handles, as the end of a process does. Nothing when it has ended. Any thread.
  void EndProcess(std::uint32_t process);
  // While it lives the calling thread acts as `process`: handles it opens belong there. They nest.
  class InProcess {
   public:
    explicit InProcess(std::uint32_t process);
    ~InProcess();
    InProcess(const InProcess&) = delete;
    InProcess& operator=(const InProcess&) = delete;

   private:
    std::uint32_t before_;
  };

  // The calling thread's waits no longer move virtual time on, and never time out; a routine, a
  // user APC or a signaled object still ends them.
  static void StayInBackground();

  // Gives what says, on any thread, whether the calling one is blocked inside the model until
  // another does something: no time that passes ends its wait. Valid while the model lives.
  static std::function<bool()> WatchThisThread();

  // Since the model began.
  std::chrono::nanoseconds Now() const;
  // Open handles of all processes.
  std::size_t open_handles() const;
  // Files and directories, without the root.
  std::size_t files() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace wfx
