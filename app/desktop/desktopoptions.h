#pragma once

#include "protocol/error.h"

#include <QStringList>
#include <QUrl>

#include <optional>

namespace Flowcast {

/// What the command line of the window asks for. A plain value.
struct DesktopOptions
{
    enum class ColorScheme
    {
        System,
        Light,
        Dark
    };

    std::optional<QUrl> server; ///< Given: only a client of it, nothing is served.
    quint16 port = 0;
    QString dataDirectory;
    ColorScheme colorScheme = ColorScheme::System;
    QString answer; ///< Not empty: print it and end: the help or the version.
};

/// \a arguments: without the program's name. \a defaultDataDirectory: where the data lies if nobody says otherwise.
[[nodiscard]] Result<DesktopOptions> parseDesktopOptions(
    const QStringList &arguments, const QString &defaultDataDirectory);

} // namespace Flowcast
