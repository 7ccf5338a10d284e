// The scene of a case: everything its `given` names, made on the target and removed again.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "runner/engine/actor.h"
#include "runner/engine/content.h"
#include "runner/engine/ledger.h"
#include "runner/engine/scene_media.h"
#include "runner/result.h"
#include "runner/scenario/scenario.h"
#include "runner/win32/handle.h"
#include "runner/win32/memory.h"
#include "runner/win32/stream_async.h"
#include "runner/win32/text.h"

namespace wfx {

struct StreamSystem;

// A given that could not be established; `what()` is what the system said, one line.
class SceneError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// What a call returned and the last error right after it.
struct CallOutcome {
  bool succeeded = false;
  std::uint32_t error = 0;
};

// LockFileEx with LOCKFILE_FAIL_IMMEDIATELY, and its opposite; both wait where the handle is
// overlapped.
CallOutcome LockRange(const Win32Api& api, HANDLE handle, std::uint64_t offset,
                      std::uint64_t length, bool exclusive);
CallOutcome UnlockRange(const Win32Api& api, HANDLE handle, std::uint64_t offset,
                        std::uint64_t length);

// DeviceIoControl with a code that takes and gives no data; waits where the handle is overlapped.
CallOutcome SendControl(const Win32Api& api, HANDLE handle, std::uint32_t code);

// "wfx_<case>_<name>": what files and pipes are called, so that Procmon and Wireshark can follow.
// Of bounded length, and different for different cases and names.
std::string ObjectName(const Case& subject, std::string_view name);

struct StagedFile {
  std::string name;
  WideString path;
  std::uint64_t initial_size = 0;
  bool filled = false;
  bool directory = false;
  std::string stream_of;        // the given file it is a stream of, or ""
  std::int64_t last_write = 0;  // FILETIME before the first step; only where a step looks
  Pattern pattern;              // of its initial bytes, where they are filled
};

struct StagedHandle {
  HANDLE value = nullptr;
  bool open = true;                // false after a close step, and for what never was open
  bool overlapped = false;         // opened with FILE_FLAG_OVERLAPPED, or a socket
  bool socket = false;             // `value` is a SOCKET
  bool held = false;               // the line of a serial port is
  std::string object;              // the given file, directory or pipe behind it, or ""
  IStreamAsync* stream = nullptr;  // where it is a stream; `value` then means nothing
  std::string process;             // the process actor that holds it; `value` then means nothing
};

// A mapped view with the handles it was made through.
struct StagedView {
  std::string file;
  Handle handle, section;
  std::uint8_t* data = nullptr;
  std::uint64_t length = 0;
};

// A request for an oplock, which ends when it is broken.
struct StagedOplock {
  OVERLAPPED overlapped{};
  Handle event;
  std::string handle;
};

struct StagedBuffer {
  Pages pages;
  std::uint8_t* data = nullptr;
  std::uint64_t length = 0;
  std::uint64_t readable_length = 0;  // the rest stays no-access memory
  GivenBuffer::Protection protection = GivenBuffer::Protection::kReadWrite;
  bool filled = true;          // else it stays as the system gave it: zeros
  Slot* filled_for = nullptr;  // the write whose bytes it holds
};

// Gives the readable bytes of a buffer this protection. Throws std::runtime_error with the system's
// reason.
void ProtectAs(StagedBuffer& buffer, GivenBuffer::Protection protection);

// Thread rule: one thread at a time. Needs no ledger and no other actors for scenes that have
// neither an OVERLAPPED of their own nor other processes (a benchmark's).
class Stage {
 public:
  // Runs a function on the thread of an actor and waits for it.
  using OnActor = std::function<void(const std::string& actor, const std::function<void()>& work)>;

  Stage(const Win32Api& api, const Case& subject, const TargetFacts& target, std::uint64_t seed,
        Ledger* ledger = nullptr, Peers* peers = nullptr, OnActor on_actor = {},
        const StreamSystem* streams = nullptr);
  // Closes and removes what is left, quietly.
  ~Stage();
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  // Makes one thing. Threads are the caller's. Throws SceneError.
  void Establish(const GivenItem& item);

  // What `given` names. They throw std::out_of_range for a name that is not there.
  StagedHandle& HandleNamed(const std::string& name) { return handles_.at(name); }
  StagedBuffer& BufferNamed(const std::string& name) { return buffers_.at(name); }
  RegisteredOverlapped& OverlappedNamed(const std::string& name) { return *overlapped_.at(name); }
  HANDLE EventNamed(const std::string& name) const { return events_.at(name).get(); }
  HANDLE TransactionNamed(const std::string& name) const { return transactions_.at(name).get(); }
  HANDLE PortNamed(const std::string& name) const { return ports_.at(name).get(); }
  // What is behind a handle, "" for nothing or no such handle.
  const std::string& ObjectOf(const std::string& handle) const;
  bool IsOpen(const std::string& handle) const;
  bool closed() const { return closed_; }  // CloseAll() was done
  // What another process calls a handle or file of the case.
  std::string PeerName(const std::string& name) const;
  // An event's or a handle's.
  HANDLE WaitableNamed(const std::string& name) const;
  const StagedFile& FileNamed(const std::string& name) const;
  StagedView& ViewNamed(const std::string& name) { return views_.at(name); }
  const std::map<std::string, std::unique_ptr<StagedOplock>>& oplocks() const { return oplocks_; }
  const std::vector<StagedFile>& files() const { return files_; }
  const std::vector<Media>& media() const { return media_; }
  const std::map<std::string, Handle>& events() const { return events_; }
  const std::map<std::string, Handle>& ports() const { return ports_; }
  std::map<std::string, StagedBuffer>& buffers() { return buffers_; }
  std::uint64_t seed() const { return seed_; }
  // The size a scenario asks for. Throws SceneError below 0.
  std::uint64_t SizeOf(const Quantity& quantity) const;
  std::uint64_t LengthOf(const Lock& range) const;

  // A lock as a given or a step: by whom the words of `range` say, or by the process `actor`.
  CallOutcome LockAsAsked(const Lock& range, const std::string& actor);
  CallOutcome UnlockAsAsked(const Lock& range, const std::string& actor);
  // CreateFileW for a step: the result is data, and the handle is kept under its name, open or not.
  CallOutcome OpenAsAsked(const OpenStep& asked);
  // Closes a handle, whoever holds it, for a step: the result is data. `reset`: a socket's
  // connection ends at once, and its peer is told so.
  CallOutcome CloseAsAsked(const std::string& name, bool reset = false);

  // What the system tells of a file, through a handle of its own; no part that needs the time of
  // writes. `ahead` is left 0.
  LookRecord LookAt(const StagedFile& file, std::int64_t& last_write) const;
  // The target's clock as last write times show it, a FILETIME: that of a file made just now.
  std::int64_t TargetTime() const;
  // So long before that.
  FILETIME TimeAgo(Duration ago) const;
  // True when a step looks at a file or sets a time: then times are noted.
  bool looks() const;
  // What the first step finds; does nothing where no step looks.
  void NoteTimes();

  // Closes every handle that is still open, and with them every lock.
  void CloseAll();
  // Size and bytes of a file through a fresh handle. `writes` as in ContentSources.
  // Throws SceneError when it cannot be read. REQUIRES: CloseAll() was done.
  FileRecord ReadBack(const StagedFile& file, std::vector<WrittenData> writes) const;
  // All bytes of a file through a fresh handle. Throws as above.
  std::vector<std::uint8_t> BytesOf(const StagedFile& file) const;
  // Deletes files and directories, and puts media back; what cannot be is left.
  void RemoveAll();

 private:
  void Make(const GivenFile& given);
  void Make(const GivenDirectory& given);
  void Make(const GivenHandle& given);
  void Make(const Lock& given);
  void Make(const GivenPipe& given);
  void Make(const GivenEvent& given);
  void Make(const GivenCompletionPort& given);
  void Make(const GivenBuffer& given);
  void Make(const GivenOverlapped& given);
  void Make(const GivenStreamAsync& given);
  void Make(const GivenThread& given);
  void Make(const GivenProcess& given);
  void Make(const GivenMailslot& given);
  void Make(const GivenSpace& given);
  void Make(const GivenView& given);
  void Make(const GivenOplock& given);
  void Make(const GivenTransaction& given);
  void Make(const GivenSockets& given);

  void MakeBytes(const GivenFile& given, StagedFile staged);
  void Dress(const GivenFile& given, const StagedFile& staged);
  WideString PathOf(const GivenFile& given) const;
  void CloseViews();
  void Fill(HANDLE file, const GivenFile& given, const StagedFile& staged);
  void SetSize(HANDLE file, std::uint64_t size);
  std::uint64_t FreeSpace() const;
  void FillByWriting(HANDLE filler, std::uint64_t leaves);
  WideString PathFor(const std::string& name) const;
  StagedHandle Open(const GivenHandle& given);
  // CreateFileW, or CreateFileTransactedW.
  HANDLE Create(const GivenHandle& given, const WideString& path) const;
  void FindMedia(const std::string& object);
  void SetLine(const GivenHandle& given, StagedHandle& made) const;
  void FreeLine(const StagedHandle& handle) const;
  StagedHandle Special(const GivenHandle& given);
  StagedHandle Duplicate(const GivenHandle& given);
  HANDLE ClosedHandle();
  WideString PathOf(const std::string& object) const;
  void AcceptClient(const GivenHandle& given, HANDLE client);
  void MakeInstance(const GivenPipe& given, const std::string& server);
  void MakeElsewhere(const GivenPipe& given);
  bool OnAnotherMachine(const std::string& actor) const;
  // The path of `object` as a process `actor` opens it.
  WideString PathFor(const std::string& actor, const std::string& object) const;
  std::vector<std::uint8_t> Read(HANDLE file, const ByteRange& range) const;
  HANDLE AnotherHandleOn(const std::string& file);
  std::string PeerHandleOn(const std::string& file);
  // "CreateFileW failed with ERROR_ACCESS_DENIED (5)", with the calling thread's last error.
  [[noreturn]] void Fail(std::string_view function) const;
  [[noreturn]] static void Fail(std::string_view function, std::uint32_t error);

  const Win32Api& api_;
  const Case& subject_;
  const TargetFacts& target_;
  std::uint64_t seed_;
  Ledger* ledger_;
  Peers* peers_;
  OnActor on_actor_;
  const StreamSystem* streams_;

  std::vector<StagedFile> files_;
  std::vector<WideString> fillers_;  // paths of what takes the space
  std::vector<Media> media_;
  std::map<std::string, StagedHandle> handles_;
  std::vector<std::string> handle_order_;
  struct StagedPipe {
    WideString path;
    GivenPipe given;
    std::size_t clients = 0;  // given ones that have come
    std::string name;         // without the machine
  };
  std::map<std::string, StagedPipe> pipes_;
  std::map<std::string, WideString> mailslots_;  // paths
  std::map<std::string, Handle> events_, ports_, another_handles_, transactions_;
  std::map<std::string, StagedBuffer> buffers_;
  std::map<std::string, RegisteredOverlapped*> overlapped_;
  std::map<std::string, StagedView> views_;
  std::map<std::string, std::unique_ptr<StagedOplock>> oplocks_;
  bool closed_ = false;
  std::map<std::string, std::string> peer_handles_;  // file -> name in the unnamed other process
};

}  // namespace wfx
