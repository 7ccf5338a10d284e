// What is given, in words.
#include <variant>

#include "tools/wfx_word_parts.h"
#include "tools/wfx_words.h"

namespace wfx {
namespace {

struct GivenWords {
  std::string operator()(const GivenFile& file) const {
    std::string words =
        (file.of.empty() ? "file " + file.name
                         : "stream " + file.name + " of the file " + file.of + ",") +
        " of " + Amount(file.size);
    if (file.filled_with == GivenFile::Fill::kRandom) words += ", filled with random bytes";
    if (file.filled_with == GivenFile::Fill::kZeros) words += ", filled with zeros";
    if (file.sparse) words += ", sparse";
    if (file.compressed) words += ", compressed";
    if (file.encrypted) words += ", encrypted";
    if (file.last_write) words += ", last written " + Time(*file.last_write) + " ago";
    if (file.attributes) words += ", " + BitNames(ConstantKind::kAttribute, *file.attributes);
    return words;
  }
  std::string operator()(const GivenDirectory& directory) const {
    return "directory " + directory.name;
  }
  std::string operator()(const GivenHandle& handle) const {
    using Special = GivenHandle::Special;
    const std::string words = "handle " + handle.name;
    switch (handle.is) {
      case Special::kInvalidHandleValue:
        return words + " is INVALID_HANDLE_VALUE";
      case Special::kNull:
        return words + " is NULL";
      case Special::kClosed:
        return words + " was closed";
      case Special::kEvent:
        return words + " is that of an event";
      case Special::kNone:
        break;
    }
    if (!handle.duplicates.empty()) return words + " duplicates " + handle.duplicates;
    return words + " opens " + OpenWords(handle) + LineWords(handle) +
           (handle.opened_by.empty() ? "" : ", in " + handle.opened_by);
  }
  std::string operator()(const Lock& lock) const {
    return std::string(lock.exclusive ? "an exclusive" : "a shared") + " lock on " +
           LockWords(lock);
  }
  std::string operator()(const GivenPipe& pipe) const {
    return std::string(pipe.message_type ? "message" : "byte") + " pipe " + pipe.name +
           (pipe.more_servers.empty()
                ? " with server end " + pipe.server
                : " with server ends " + pipe.server + ", " + Joined(pipe.more_servers)) +
           ", buffers of " + Amount(pipe.quota) + (pipe.nowait ? ", PIPE_NOWAIT" : "") +
           (pipe.connect ? "" : ", without ConnectNamedPipe") +
           (pipe.rejects_remote_clients ? ", PIPE_REJECT_REMOTE_CLIENTS" : "") +
           (pipe.made_by.empty() ? "" : ", made by " + pipe.made_by);
  }
  std::string operator()(const GivenMailslot& slot) const {
    return "mailslot " + slot.name + " with reading end " + slot.server +
           (slot.longest.text() == "0" ? ", of messages of any length"
                                       : ", of messages of " + Amount(slot.longest) + " at most");
  }
  std::string operator()(const GivenSockets& sockets) const {
    return "sockets " + sockets.name + ": " + sockets.connected + ", which connects, and " +
           sockets.accepted + ", which is accepted" +
           (sockets.send_buffer ? ", send buffers of " + Amount(*sockets.send_buffer) : "") +
           (sockets.receive_buffer ? ", receive buffers of " + Amount(*sockets.receive_buffer)
                                   : "");
  }
  std::string operator()(const GivenEvent& event) const {
    return std::string(event.manual_reset ? "manual" : "auto") + "-reset event " + event.name +
           (event.signaled ? ", signaled" : ", not signaled");
  }
  std::string operator()(const GivenCompletionPort& port) const {
    return "completion port " + port.name +
           (port.binds.empty() ? "" : " bound to " + Joined(port.binds));
  }
  std::string operator()(const GivenBuffer& buffer) const {
    std::string words = "buffer " + buffer.name + " of " + Amount(buffer.length);
    if (buffer.address.text() != "0")
      words += ", " + Amount(buffer.address) + " past a page boundary";
    if (buffer.protection != GivenBuffer::Protection::kReadWrite)
      words += ", " + ProtectionWords(buffer.protection);
    if (!buffer.filled) words += ", never touched";
    if (buffer.no_access_from) words += ", PAGE_NOACCESS from " + Amount(*buffer.no_access_from);
    return words;
  }
  std::string operator()(const GivenOverlapped& overlapped) const {
    return "one OVERLAPPED " + overlapped.name + " for several writes";
  }
  std::string operator()(const GivenStreamAsync& stream) const {
    return "stream " + stream.name + " with IStreamAsync on " + stream.opens + ": " +
           std::string(Describe(stream.subject).doc);
  }
  std::string operator()(const GivenThread& thread) const {
    return "another thread " + thread.name;
  }
  std::string operator()(const GivenProcess& process) const {
    return process.on_another_machine ? "a process " + process.name + " on another machine"
                                      : "another process " + process.name;
  }
  std::string operator()(const GivenSpace& space) const {
    return "a volume with " + Amount(space.leaves) + " left";
  }
  std::string operator()(const GivenView& view) const {
    return "mapped view " + view.name + " of " + view.of +
           (view.length.text() == "0" ? "" : ", its first " + Amount(view.length));
  }
  std::string operator()(const GivenOplock& oplock) const {
    return std::string(oplock.level == GivenOplock::Level::kTwo ? "level 2" : "read-handle") +
           " oplock " + oplock.name + ", held by " + oplock.handle;
  }
  std::string operator()(const GivenTransaction& transaction) const {
    return "transaction " + transaction.name;
  }
};

}  // namespace

std::string InWords(const Given& given) { return std::visit(GivenWords{}, given.item); }

}  // namespace wfx
