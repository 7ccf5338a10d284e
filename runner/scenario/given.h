// What is there before a scenario's first step, as plain data.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "runner/scenario/quantity.h"

namespace wfx {

struct GivenFile {
  enum class Fill { kRandom, kZeros, kNothing };  // kNothing: size set, never written
  std::string name;
  Quantity size;
  Fill filled_with = Fill::kRandom;
  bool sparse = false;
  bool compressed = false, encrypted = false;
  std::string of;  // a named stream: the file it is a stream of; "" = a file
  // Set when its bytes are there: how long ago it was last written, and its attributes.
  std::optional<Duration> last_write;
  std::optional<std::uint32_t> attributes;
};

struct GivenDirectory {
  std::string name;
};

// What a handle opens beside what is given: the sacrificial volume, the disk it lies on, and a
// volume without a file system.
inline constexpr std::array<std::string_view, 3> kMedia = {"volume", "disk", "raw_volume"};

// The console's screen buffer, and the serial port that was given.
inline constexpr std::string_view kConsoleBuffer = "CONOUT$";
inline constexpr std::string_view kSerial = "serial";

// A handle, in one of three ways: `opens` an object, `duplicates` a handle, or `is` a special
// value.
struct GivenHandle {
  enum class Special { kNone, kInvalidHandleValue, kNull, kClosed, kEvent };
  std::string name;
  // A given file, directory, pipe (its client end) or mailslot (its writing end), "NUL",
  // kConsoleBuffer, kSerial or one of kMedia.
  std::string opens;
  std::string duplicates;
  Special is = Special::kNone;
  std::uint32_t access = 0, flags = 0;
  std::uint32_t share = 7;        // FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE
  std::uint32_t disposition = 3;  // OPEN_EXISTING
  std::uint32_t read_mode = 0;    // PIPE_READMODE_MESSAGE on a pipe's client end
  std::string opened_by;          // actor; "" = the scenario's own thread
  std::string in;                 // a given transaction; "" = in none
  // Of kSerial: how long a write may take, 0 = any time; and whether the line is held, so that
  // nothing is sent.
  Duration write_timeout{};
  bool held = false;
};

// A transaction on files, under way.
struct GivenTransaction {
  std::string name;
};

// A byte-range lock; also a step. By `handle`, or by another handle or process the engine opens for
// it.
struct Lock {
  enum class By { kHandle, kAnotherHandle, kAnotherProcess };
  std::string file;
  By by = By::kHandle;
  std::string handle;  // for kHandle
  Quantity offset, length;
  bool exclusive = true;
};

struct GivenPipe {
  std::string name;
  std::string server;           // handle name of the server end
  bool message_type = false;    // PIPE_TYPE_MESSAGE, otherwise PIPE_TYPE_BYTE
  bool nowait = false;          // PIPE_NOWAIT
  std::uint32_t access = 3;     // PIPE_ACCESS_DUPLEX
  std::uint32_t flags = 0;      // FILE_FLAG_OVERLAPPED …
  std::uint32_t read_mode = 0;  // of the server end
  Quantity quota;               // both directions
  // Server ends after the first. Instances are made one at a time: the next when the one before has
  // its client, so that the k-th given client belongs to the k-th server.
  std::vector<std::string> more_servers;
  bool connect = true;                  // ConnectNamedPipe is called when a given client has come
  bool rejects_remote_clients = false;  // PIPE_REJECT_REMOTE_CLIENTS
  std::string made_by;  // a process on another machine, which has its server end; "" = here
};

struct GivenMailslot {
  std::string name;
  std::string server;       // handle name of the reading end
  Quantity longest;         // bytes of a message; 0 = any length
  Duration read_timeout{};  // how long a read waits for a message
};

// Both ends of a TCP connection within this machine.
struct GivenSockets {
  std::string name;
  std::string connected, accepted;                      // handle names of its ends
  std::optional<Quantity> send_buffer, receive_buffer;  // of both; none = the system's own choice
};

struct GivenEvent {
  std::string name;
  bool manual_reset = true, signaled = false;
};

struct GivenCompletionPort {
  std::string name;
  std::vector<std::string> binds;  // handles
};

// Memory for writes, filled by the engine with bytes that name the write.
struct GivenBuffer {
  enum class Protection { kReadWrite, kReadOnly, kNoAccess };
  std::string name;
  Quantity length;
  Quantity address;  // displacement of its first byte from a page boundary
  Protection protection = Protection::kReadWrite;
  bool filled = true;  // else nobody touches it: its bytes are zero
  std::optional<Quantity>
      no_access_from;  // bytes from here (rounded up to a page boundary) are PAGE_NOACCESS
};

// A view of a file, mapped for reading and writing through a handle of its own.
struct GivenView {
  std::string name;
  std::string of;   // a given file
  Quantity length;  // from the file's beginning; 0 = all of it
};

// An oplock on the file behind a handle, asked for and granted.
struct GivenOplock {
  enum class Level { kTwo, kReadHandle };
  std::string name;
  std::string handle;
  Level level = Level::kTwo;
};

// An OVERLAPPED that several writes use one after the other.
struct GivenOverlapped {
  std::string name;
};

// Whose implementation of IStreamAsync a stream is.
enum class StreamSubject { kAdapter, kProvider, kShell };
struct StreamSubjectFacts {
  std::string_view name;             // as `subject` spells it
  std::string_view doc;              // one line
  std::string_view capability;       // what a target must have for it; "" = nothing
  std::string_view pipe_capability;  // to open a pipe; "" = it never can
};
inline constexpr std::array<StreamSubjectFacts, 3> kStreamSubjects{{
    {"adapter", "the harness's reference adapter, over an overlapped handle", "", "named_pipes"},
    {"provider", "what a provider's WfxOpenStreamAsync opens", "provider_stream",
     "provider_stream_of_pipe"},
    {"shell", "what Windows' Shell binds for a file", "shell_stream", ""},
}};
constexpr const StreamSubjectFacts& Describe(StreamSubject subject) {
  return kStreamSubjects[static_cast<std::size_t>(subject)];
}

// A stream with IStreamAsync, opened for reading and writing.
struct GivenStreamAsync {
  std::string name;
  std::string opens;  // a given file or pipe (its client end)
  StreamSubject subject = StreamSubject::kAdapter;
};

// Another actor: its steps carry "by": NAME. Between its steps it never waits alertably.
struct GivenThread {
  std::string name;
};

struct GivenProcess {
  std::string name;
  bool on_another_machine = false;
};

// A volume that is full but for `leaves`.
struct GivenSpace {
  std::string name;
  Quantity leaves;
};

// Copied, moved and destroyed out of line: as a variant it would be compiled again in every file.
class GivenItem
    : public std::variant<GivenFile, GivenDirectory, GivenHandle, Lock, GivenPipe, GivenEvent,
                          GivenCompletionPort, GivenBuffer, GivenOverlapped, GivenThread,
                          GivenProcess, GivenMailslot, GivenSpace, GivenView, GivenOplock,
                          GivenStreamAsync, GivenTransaction, GivenSockets> {
 public:
  using variant::variant;
  using variant::operator=;
  GivenItem(const GivenItem&);
  GivenItem(GivenItem&&) noexcept;
  GivenItem& operator=(const GivenItem&);
  GivenItem& operator=(GivenItem&&) noexcept;
  ~GivenItem();
};
struct Given {
  int line = 0;
  std::string kind;  // its first key: "file", "handle", "lock"
  GivenItem item;
};

}  // namespace wfx
