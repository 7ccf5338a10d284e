// A child process with a framed pipe to it, and the end of its whole tree.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace wfx {

// A child process that talks in frames over its standard input and output; its standard error is
// ours. Its children die with it, and all of them die with this process. Thread rule: one user at a
// time; on Linux the thread that starts it must outlive it.
class Child {
 public:
  // Starts `program` with `arguments` (UTF-8), no console window, no error dialogs, no handle of
  // ours but its three standard ones. Throws std::runtime_error, one line.
  Child(const std::string& program, const std::vector<std::string>& arguments);
  ~Child();  // kills the tree
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  // False when the child no longer reads, or has not for ten seconds.
  bool Send(const std::string& frame);
  struct Received {
    enum class Kind { kFrame, kTimeout, kEnded } kind;
    std::string frame;
  };
  // kEnded when the child has closed its output or sends what is no frame; every frame before that
  // is given first.
  Received Receive(std::chrono::nanoseconds at_most);
  // Asks it to end by closing its input, waits, then kills the tree. Its exit code (128 + signal on
  // Linux), or nothing when it had to be killed.
  std::optional<std::uint32_t> End(std::chrono::nanoseconds at_most);
  // Ends the tree at once. False when the child still runs five seconds later: it cannot be ended.
  bool Kill();
  // As the operating system numbers it.
  std::uint32_t process_id() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The child's side: frames on its own standard input and output. Whatever else would print there
// goes to standard error. Thread rule: any thread may Send, one may Receive.
class ParentLink {
 public:
  ParentLink();  // takes the standard handles over, binary
  ~ParentLink();
  ParentLink(const ParentLink&) = delete;
  ParentLink& operator=(const ParentLink&) = delete;

  std::optional<std::string> Receive();  // nothing at end of file: the parent is gone or done
  bool Send(const std::string& frame);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace wfx
