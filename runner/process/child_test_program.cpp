// What child_test starts: a child that answers, hangs, crashes, or has a child of its own.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>

#include "runner/process/child.h"
#include "runner/process/program.h"

namespace {

[[noreturn]] void HangForEver() {
  for (;;) std::this_thread::sleep_for(std::chrono::hours(1));
}

[[noreturn]] void Crash() {
  volatile int* nowhere = nullptr;
  *nowhere = 1;
  std::abort();
}

// Starts a child that hangs and tells its process id.
std::unique_ptr<wfx::Child> StartGrandchild(wfx::ParentLink& parent) {
  auto child = std::make_unique<wfx::Child>(wfx::ProgramPath(), std::vector<std::string>{"hang"});
  child->Receive(std::chrono::seconds(20));  // it runs
  parent.Send(std::to_string(child->process_id()));
  return child;
}

int Serve(wfx::ParentLink& parent) {
  std::unique_ptr<wfx::Child> grandchild;
  while (auto frame = parent.Receive()) {
    if (*frame == "crash") Crash();
    if (*frame == "abort") std::abort();
    if (*frame == "exit 5") std::exit(5);
    if (*frame == "hang") HangForEver();
    if (*frame == "print") std::printf("this goes to standard error\n");
    if (*frame == "grandchild") {
      grandchild = StartGrandchild(parent);
    } else {
      parent.Send("answer to " + *frame);
    }
  }
  return 7;
}

}  // namespace

int main(int argc, char** argv) {
  wfx::FailQuietly();
  wfx::ParentLink parent;
  const std::vector<std::string> arguments = wfx::ProgramArguments(argc, argv);
  if (arguments.size() == 1 && arguments[0] == "hang") {
    parent.Send("hanging");
    HangForEver();
  }
  if (!arguments.empty() && arguments[0] == "arguments") {
    for (const std::string& argument : arguments) parent.Send(argument);
  }
  return Serve(parent);
}
