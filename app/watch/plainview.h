#pragma once

#include "app/commands/command.h"
#include "app/watch/watchview.h"

namespace Flowcast {

/// A line per update on the standard output, for a person or as JSON; the connection's troubles on the standard error.
class PlainView final : public WatchView
{
public:
    PlainView(const CommandIo &io, bool isJson) : m_io(io), m_isJson(isJson) { }

    void showUpdate(const WorkflowUpdate &update) override;
    void showDeleted(const WorkflowId &id) override;
    void showConnection(const WorkflowConnection &connection) override;
    void finish() override { }

private:
    const CommandIo &m_io;
    bool m_isJson;
    bool m_wasLost = false;
};

} // namespace Flowcast
