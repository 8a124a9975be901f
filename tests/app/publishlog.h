#pragma once

#include "protocol/messages.h"

#include <QFile>
#include <QTemporaryDir>

/// The publishes of a runprobe, by way of a file.
class PublishLog
{
public:
    [[nodiscard]] QString path() const { return m_directory.filePath(QStringLiteral("publishes")); }

    [[nodiscard]] QList<Flowcast::Publish> all() const
    {
        QFile file(path());
        QList<Flowcast::Publish> publishes;
        if (!file.open(QIODevice::ReadOnly))
            return publishes;
        for (const QByteArray &line : file.readAll().split('\n'))
            if (const auto message = Flowcast::decode(line);
                message && std::holds_alternative<Flowcast::Publish>(*message))
                publishes.append(std::get<Flowcast::Publish>(*message));
        return publishes;
    }
    [[nodiscard]] Flowcast::Publish last() const
    {
        const auto publishes = all();
        return publishes.isEmpty() ? Flowcast::Publish() : publishes.last();
    }

private:
    QTemporaryDir m_directory;
};
