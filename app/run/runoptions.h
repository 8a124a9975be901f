#pragma once

#include "protocol/error.h"
#include "protocol/workflowid.h"

#include <QStringList>
#include <QUrl>

namespace Flowcast {

/// What stands after "flowcast run".
struct RunOptions
{
    bool help = false;
    WorkflowId id; ///< Empty: make one up.
    QString name; ///< Empty: the command line.
    QUrl server;
    QStringList command;

    /// \a defaultServer: what FLOWCAST_SERVER says; may be empty. The error is for a person.
    [[nodiscard]] static Result<RunOptions> parse(const QStringList &arguments, const QString &defaultServer);
    [[nodiscard]] static QString helpText();
};

} // namespace Flowcast
